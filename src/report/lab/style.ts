/** Added to the report's style: the lab's charts and small multiples. */
export const LAB_STYLE = `
.lab-grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,26rem),1fr));gap:1.2rem 2.4rem}
.lab-figure{margin:1rem 0;min-width:0}
.lab-figure figcaption{font-weight:600;font-size:.95rem;margin-bottom:.3rem}
.lab-figure .chart text{font:11px var(--sans)}
.lab-law{fill:none;stroke:var(--muted);stroke-width:1;opacity:.9}
.lab-facets{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:1rem 1.6rem;margin:.4rem 0 .2rem}
.lab-facets .lab-law,.lab-key .lab-law{stroke:var(--ink);stroke-width:1.3;stroke-dasharray:5 3}
.lab-facets .chart text,.lab-figure .lab-name{font:11px var(--sans)}
.lab-figure .lab-name{fill:var(--ink)}
.lab-mean{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-linejoin:round}
.lab-other{fill:none;stroke:var(--muted);stroke-width:1;opacity:.35}
.lab-band{fill:var(--muted);fill-opacity:.22}
.lab-key{display:inline-block;vertical-align:middle;width:26px;height:12px}
.lab-density{fill:none;stroke:var(--synthetic);stroke-width:1.1}
.lab-density.lab-real{stroke:var(--real);stroke-dasharray:3 2}
.lab-line{fill:none;stroke:var(--ink);stroke-width:1.2;opacity:.75}
.lab-line.lab-printed{stroke:var(--real)}
.lab-dot{fill:var(--ink)}
.lab-freckle{fill:var(--synthetic)}
.lab-hollow{fill:none;stroke:var(--real);stroke-width:.9}
.lab-outline{fill:none;stroke:var(--real);stroke-width:1;opacity:.8}
.lab-ridge{fill:var(--synthetic);fill-opacity:.8}
.lab-range{stroke:var(--ink);stroke-width:1}
.lab-frame{fill:var(--panel)}
.lab-legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:0;margin:.3rem 0;font-size:.82rem;color:var(--muted)}
.lab-panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:.8rem;margin:.8rem 0}
.lab-panel{margin:0;min-width:0}
.lab-panels .lab-panel figcaption .quiet{display:block}
.lab-panel svg{display:block;width:100%;height:auto}
.lab-panel figcaption{font-size:.8rem;margin-top:.25rem}
.lab-images{display:grid;grid-template-columns:repeat(4,1fr);gap:2px;background:#fff;padding:3px}
.lab-images img{width:100%;height:auto;image-rendering:pixelated;display:block}
.lab-texts{padding:0;list-style:none;font:.92rem/1.45 var(--serif);display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));gap:.2rem 1.6rem}
.lab-texts li{padding:.45rem 0;border-top:1px solid var(--line)}
.lab-texts p{margin:.1rem 0 .5rem}
.lab-texts .quiet,.lab-texts .c-real{display:block;font:.8rem/1.5 var(--sans)}
.lab-strip{grid-template-columns:repeat(auto-fit,minmax(5.3rem,1fr));gap:.7rem}
.lab-strip .lab-panel{max-width:11rem}
.lab-strip .lab-images{grid-template-columns:repeat(3,1fr)}
.lab-shown th{font-weight:400}
.lab-shown td:nth-last-child(-n+2){color:var(--muted)}
.lab-verdict{white-space:nowrap}
.lab-verdict-failed{font-weight:650;text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:.2em}
@media print{.lab-figure,.lab-panel,.lab-texts li{break-inside:avoid}.lab-facets{grid-template-columns:repeat(3,1fr)}.lab-panels{grid-template-columns:repeat(7,1fr)}}
`;
