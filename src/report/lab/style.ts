/** Added to the report's style: the lab's charts and small multiples. */
export const LAB_STYLE = `
.lab-grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,26rem),1fr));gap:1.2rem 2.4rem}
.lab-figure{margin:1rem 0;min-width:0}
.lab-figure figcaption{font-weight:600;font-size:.95rem;margin-bottom:.3rem}
.lab-figure .chart text{font:11px var(--sans)}
.lab-law{fill:none;stroke:var(--muted);stroke-width:1;opacity:.9}
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
.lab-panel svg{display:block;width:100%;height:auto}
.lab-panel figcaption{font-size:.8rem;margin-top:.25rem}
.lab-images{display:grid;grid-template-columns:repeat(4,1fr);gap:2px}
.lab-images img{width:100%;height:auto;image-rendering:pixelated;display:block}
.lab-texts{padding-left:0;list-style:none;font-family:var(--serif);font-size:.92rem}
.lab-texts li{padding:.35rem 0;border-top:1px solid var(--line)}
.lab-texts .quiet{font:.8rem var(--sans);margin-right:.6rem}
.lab-verdict-failed{font-weight:650;text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:.2em}
@media print{.lab-panels{grid-template-columns:repeat(7,1fr)}}
`;
