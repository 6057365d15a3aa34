import { MEANINGS, NEUTRALS, PALETTE } from './palette.js';

type Scheme = 'light' | 'dark';

const variables = (scheme: Scheme): string =>
  [
    ...Object.entries(NEUTRALS).map(([name, shades]) => `--${name}:${shades[scheme]}`),
    ...MEANINGS.map((meaning) => `--${meaning}:${PALETTE[meaning][scheme]}`),
  ].join(';');

const meaningRules = MEANINGS.map(
  (meaning) =>
    `.c-${meaning}{color:var(--${meaning})}text.c-${meaning},.f-${meaning}{fill:var(--${meaning})}.s-${meaning}{stroke:var(--${meaning})}`,
).join('\n');

/** The page's one style sheet. No style attributes anywhere: the page's policy forbids them. */
export const STYLE = `
:root{color-scheme:light dark;${variables('light')};
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,sans-serif;
--serif:ui-serif,"Iowan Old Style",Charter,"Source Serif 4",Georgia,"Noto Serif","Liberation Serif",serif;
--mono:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{${variables('dark')}}}
*{box-sizing:border-box}
html{scroll-padding-top:3.4rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
a{color:inherit;text-decoration-color:var(--muted);text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px;border-radius:2px}
[tabindex="-1"]:focus{outline:none}
code,pre{font-family:var(--mono);font-size:.86em}
b{font-weight:650}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.4rem .8rem;z-index:3}
header.top{position:sticky;top:0;z-index:2;background:var(--paper);border-bottom:1px solid var(--line)}
.bar-in,main,footer{max-width:72rem;margin:0 auto;padding:0 1.5rem}
.bar-in{display:flex;align-items:center;gap:1.6rem;height:3rem}
.mark{flex:none;overflow-wrap:normal;display:flex;align-items:center;gap:.5rem;font:600 1.2rem/1 var(--serif);letter-spacing:-.01em;text-decoration:none}
.mark svg{display:block}
nav{overflow-x:auto;scrollbar-width:none;margin-left:auto}
nav ul{display:flex;gap:1.1rem;list-style:none;margin:0;padding:.2rem 0;white-space:nowrap;font-size:.875rem}
nav a{text-decoration:none;color:var(--muted);padding:.35rem 0;display:block}
nav a:hover{color:var(--ink)}
section{padding:2.6rem 0 1.2rem;border-top:1px solid var(--line)}
#summary{border-top:0;padding-top:2.4rem}
h1{font:600 clamp(1.9rem,4.6vw,3.1rem)/1.12 var(--serif);letter-spacing:-.018em;margin:0 0 .7rem;text-wrap:balance}
h2{font:600 1.65rem/1.2 var(--serif);letter-spacing:-.01em;margin:0 0 .5rem}
h3{font-size:1.02rem;line-height:1.35;margin:1.8rem 0 .5rem}
h4{font-size:.9rem;font-weight:600;margin:1rem 0 .35rem}
h2 a,h3 a{text-decoration:none}
h2 a:hover,h3 a:hover{text-decoration:underline}
p{margin:.4rem 0 .8rem}
.lede,.lead{max-width:46rem;color:var(--muted)}
.lede b{color:var(--ink);font-weight:500}
.quiet,.interval,.hint{color:var(--muted);font-weight:400}
.hint{font-size:.85rem}
.glyph{font-family:var(--mono);font-variant-emoji:text}
.badge{overflow-wrap:break-word}
.field{margin:1.7rem 0 1.1rem}
.field svg{display:block;max-width:100%;height:auto;overflow:visible}
.field svg.full{width:100%}
.field .ring{stroke-width:1.8}
.field figcaption{color:var(--muted);font-size:.85rem;margin-top:.6rem}
.fates{display:grid;grid-template-columns:repeat(4,1fr);gap:0;margin:0 0 2.2rem;border:solid var(--line);border-width:1px 0}
.fate{padding:.8rem 1rem .7rem 0}
.fate+.fate{border-left:1px solid var(--line);padding-left:1.1rem}
.fate dt{font-size:.92rem}
.fate dd{margin:0;display:flex;align-items:baseline;gap:.55rem;flex-wrap:wrap}
.big{font:600 2.15rem/1.15 var(--serif);letter-spacing:-.01em}
.answers{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:2.8rem}
.answer h2{font-size:1.3rem}
.verdict{font-size:1.18rem;line-height:1.4;margin:.3rem 0 .7rem}
.verdict.small{font-size:1rem}
.verdict .interval,.verdict .quiet{font-size:.95rem}
.refusal{font-style:italic;font-weight:500}
p.refusal{color:var(--muted)}
.facts{margin:.8rem 0;font-size:.92rem}
.facts>div{display:grid;grid-template-columns:9.5rem minmax(0,1fr);gap:.8rem;padding:.32rem 0;border-top:1px solid var(--line)}
.facts dt{color:var(--muted)}
.facts dd{margin:0;min-width:0;overflow-wrap:anywhere}
.warnings,.acceptance,.reasons,.faults,.categories{list-style:none;padding:0;margin:.6rem 0}
.warning{display:grid;grid-template-columns:4.2rem minmax(0,1fr) auto;gap:.6rem;padding:.42rem 0;border-top:1px solid var(--line);font-size:.95rem}
.warning>span{overflow-wrap:anywhere}
.warning a{white-space:nowrap;font-size:.86rem;color:var(--muted)}
.level{font-size:.78rem;font-weight:600;letter-spacing:.02em;padding-top:.12rem;color:var(--muted)}
.level-fail .level,.level-warn .level{color:var(--ink)}
.level-fail .level{text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:.25em}
.acceptance li{padding:.15rem 0}
.table{overflow-x:auto;margin:.9rem 0 .4rem}
.table.long{max-height:46rem;overflow-y:auto;border-bottom:1px solid var(--line)}
.long thead th{position:sticky;top:0;background:var(--paper);border-bottom-color:transparent;box-shadow:inset 0 -1px var(--muted)}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{overflow-wrap:break-word;padding:.45rem .75rem .45rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);font-weight:400;unicode-bidi:isolate}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--muted);font-size:.82rem;vertical-align:bottom;border-bottom-color:var(--muted);line-height:1.3}
tbody th{font-weight:550}
.number{text-align:right}
td.number{white-space:nowrap}
td .interval{margin-left:.3rem;font-size:.92em}
#table-rules td:last-child,#table-planted td:last-child{min-width:19rem}
#table-rules code,.plain code{color:var(--muted)}
.name{display:inline-block;max-width:17rem;overflow-wrap:break-word}
#table-boilerplate tbody th,#table-shared-parts tbody th{font-weight:400;overflow-wrap:anywhere;min-width:14rem}
.digest{overflow-wrap:anywhere}
th button{all:unset;cursor:pointer;color:inherit}
th button[tabindex="-1"]:focus{outline:none}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
th button::after{content:"\\00a0↕";opacity:.45}
th[aria-sort=ascending] button::after{content:"\\00a0↑";opacity:1}
th[aria-sort=descending] button::after{content:"\\00a0↓";opacity:1}
th[aria-sort]{color:var(--ink)}
.tools{display:flex;gap:.9rem;align-items:center;font-size:.82rem;color:var(--muted);min-height:1.6rem}
.tools button{font:inherit;color:inherit;background:none;border:0;padding:.15rem 0;cursor:pointer;text-decoration:underline;text-underline-offset:.18em;text-decoration-color:var(--line)}
.tools button:hover{color:var(--ink)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,30rem),1fr));gap:1.4rem 2.6rem;margin-top:1rem}
.card{min-width:0;padding-top:.3rem}
.card h3{margin:.7rem 0 .15rem}
.card h3 .quiet{font-size:.85rem;font-weight:400}
.card .description{font-size:.88rem;color:var(--muted);margin:0 0 .5rem;line-height:1.4}
.card .table{font-size:.92em}
.chart-box{overflow-x:clip;overflow-clip-margin:12px}
.chart{display:block;width:100%;height:auto;overflow:visible}
.chart text{font:12px var(--sans);fill:var(--muted)}
.chart .row-label,.chart .threshold-label{font-size:12px;paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
.chart text.row-label.c-admit,.chart text.threshold-label.c-admit{fill:var(--admit)}
.chart text.row-label.c-quarantine,.chart text.threshold-label.c-quarantine{fill:var(--quarantine)}
.chart text.row-label.c-reject,.chart text.threshold-label.c-reject{fill:var(--reject)}
.chart tspan.quiet{fill:var(--muted)}
.dot{stroke-linecap:round;fill:none}
.cross{fill:none;stroke-linecap:round}
.ring{fill:none;stroke-width:1.1}
.base,.tick{stroke:var(--line);stroke-width:1}
.middle{stroke:var(--muted);stroke-width:1.6;stroke-linecap:round}
.median{stroke:var(--ink);stroke-width:1.8}
.whisker{stroke:var(--muted);stroke-width:2;stroke-linecap:round;opacity:.55}
.ink-dot{fill:var(--ink)}
.refused{font-style:italic}
.threshold{stroke-width:1.3;fill:none}
.threshold.s-quarantine{stroke-dasharray:4 3}
.threshold.faint{opacity:.4}
.fate-bar{display:inline-block;vertical-align:middle;max-width:100%}
.b-admit{fill:var(--admit)}
.b-quarantine{fill:url(#hatch);stroke:var(--quarantine);stroke-width:.8}
.b-reject{fill:var(--paper);stroke:var(--reject);stroke-width:1.2}
.b-unreadable{fill:url(#cross);stroke:var(--unreadable);stroke-width:.6}
.table .fate-bar{max-width:none}
td .badge{white-space:nowrap}
td.number:has(.refusal){white-space:normal;min-width:8.6rem}
.rule-note{display:block;font-size:.92em}
#table-rules tbody th,#table-planted tbody th{min-width:8.5rem}
.defs{position:absolute;width:0;height:0}
.hatch{stroke:var(--quarantine);stroke-width:2}
.crosshatch{stroke:var(--unreadable);stroke-width:.8}
.categories li{display:grid;grid-template-columns:minmax(5rem,11rem) 200px auto;gap:.8rem;align-items:center;font-size:.9rem;padding:.12rem 0}
.nulls{font-size:.88rem;margin:.4rem 0}
details>summary{cursor:pointer;padding:.4rem 0;list-style-position:inside}
.card details>summary,#more-warnings>summary{font-size:.86rem;color:var(--muted)}
#more-signals>summary{padding:.9rem 0;font-weight:550}
.cluster,.sample{border-top:1px solid var(--line)}
.cluster>summary,.sample>summary{padding:.6rem 0 .6rem .2rem;margin-left:1.1rem;list-style-position:outside}
.cluster>:not(summary),.sample>:not(summary){margin-left:1.3rem}
.cluster>pre.text,.sample>pre.text{margin-left:1.3rem}
details[open]>summary .preview{display:none}
.preview{display:block;color:var(--muted);font-size:.86rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;unicode-bidi:isolate}
.place{font-weight:400;color:var(--muted)}
.place b{color:var(--ink);font-weight:550}
.place code{margin-left:.4rem}
pre.text{margin:.4rem 0 .8rem;padding:.8rem 1rem;background:var(--panel);white-space:pre-wrap;overflow-wrap:anywhere;font-size:.82rem;line-height:1.55;max-height:26rem;overflow:auto;unicode-bidi:isolate;border-radius:3px}
mark{background:none;color:inherit;font-weight:650;text-decoration:underline 2px;text-underline-offset:.22em;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.note{font:500 .74rem/1 var(--sans);display:inline-block;margin:0 .3em;padding:.14rem .42rem;border:1px solid var(--muted);border-radius:1rem;color:var(--muted);background:var(--paper);text-decoration:none;vertical-align:.08em;max-width:100%;unicode-bidi:isolate}
.chip{font:600 .74rem/1.2 var(--mono);padding:.05rem .2rem;background:var(--ink);color:var(--paper);border-radius:2px;unicode-bidi:isolate;display:inline-block;text-decoration:none}
.gap{display:block;color:var(--muted);font-style:italic;padding:.35rem 0;font-family:var(--sans)}
del{color:var(--muted);text-decoration-thickness:1.5px}
ins{font-weight:700;text-decoration:underline 2px;text-underline-offset:.2em}
.tag{font-size:.8rem;border:1px solid var(--line);border-radius:1rem;padding:.05rem .5rem;display:inline-block;max-width:100%}
.reasons{font-size:.92rem}
.payload q{font-family:var(--mono);font-size:.9em}
.faults li{padding:.45rem 0;border-top:1px solid var(--line);font-size:.92rem}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:0 2.6rem}
footer{color:var(--muted);font-size:.86rem;padding-top:2rem;padding-bottom:3rem}
${meaningRules}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,10rem),1fr));gap:1.2rem 1.4rem;margin:.8rem 0 1.4rem}
.shot{margin:0;min-width:0;font-size:.86rem;line-height:1.4;overflow-wrap:anywhere}
.shot img,.no-picture{display:block;max-width:100%;height:auto;background:var(--panel);border-radius:3px}
.no-picture{box-sizing:border-box;min-height:5rem;padding:.6rem .7rem;border:1px dashed var(--muted);color:var(--muted)}
.shot figcaption{padding-top:.35rem}
.shot figcaption>*{display:block;unicode-bidi:isolate}
.shot q{font-style:italic;quotes:none}
.evidence{list-style:none;padding:0;margin:.25rem 0}
.evidence li{padding:.12rem 0;color:var(--muted)}
.evidence code{color:var(--ink)}
@media (max-width:60rem){nav{margin-left:0}.answers{grid-template-columns:minmax(0,1fr);gap:1.6rem}}
@media (max-width:40rem){
.bar-in,main,footer{padding:0 1rem}
.bar-in{gap:1rem}
.fates{grid-template-columns:1fr 1fr}
.fate:nth-child(3){border-left:0;padding-left:0}
.fate:nth-child(n+3){border-top:1px solid var(--line)}
.facts>div{grid-template-columns:minmax(0,1fr);gap:.1rem}
.chart text,.chart .row-label,.chart .threshold-label{font-size:17px}
.categories li{grid-template-columns:1fr auto}
.categories .fate-bar{grid-row:2;grid-column:1/-1}
.name{max-width:11rem}
section{padding-top:2rem}
/* The prose of the last column goes below its row: out of sight it would hold the row tall. */
#table-rules tr,#table-planted tr{display:grid;column-gap:.5rem;border-bottom:1px solid var(--line)}
#table-rules tr{grid-template-columns:minmax(0,1fr) 5.8rem 3.3rem 2.4rem 4rem}
#table-planted tr{grid-template-columns:minmax(0,1fr) 3.4rem 3.2rem 3.2rem 4.2rem}
#table-rules tr>*,#table-planted tr>*{border:0;padding-right:0}
#table-rules thead th,#table-planted thead th{align-self:end}
#table-rules tbody th,#table-planted tbody th{min-width:0}
#table-rules tr>:nth-child(4),#table-rules th:last-child,#table-planted th:last-child{display:none}
#table-rules td:last-child,#table-planted td:last-child{grid-column:1/-1;min-width:0;padding-top:0}
#table-rules td.number{white-space:normal}
th:not([aria-sort]) button::after{content:""}
}
@page{margin:14mm}
@media print{
:root{color-scheme:light;${variables('light')}}
header.top{position:static}nav,.tools,.skip{display:none}
body{font-size:10pt;background:none}
main,footer,.bar-in{max-width:none;padding:0}
section{break-inside:auto;padding:1.2rem 0 .4rem}
h1,h2,h3,h4,summary{break-after:avoid}
.card,.warning,.sample>summary,tr,.field,.answer,.shot{break-inside:avoid}
.table,.table.long{overflow:visible;max-height:none}.long thead th{position:static;background:none}
table{font-size:8pt}th,td{padding-right:.5rem}.name{max-width:9rem}.number{white-space:normal}#table-rules td:last-child,#table-planted td:last-child{min-width:10rem}
.refusal{white-space:normal}td.number{white-space:normal}.table .fate-bar{max-width:60px}
.facts,.cards{font-size:9pt}.cards{grid-template-columns:1fr 1fr}
pre.text{max-height:none}
th button::after{content:""!important}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;
