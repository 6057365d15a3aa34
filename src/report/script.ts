/**
 * What the page can do beyond being read: sort, copy and export tables, and keep the view in the URL. All of
 * it is added to a page that is whole without it. The view is `#place?sort.table-x=key-desc&open=a,b`.
 *
 * Written for the browser as it stands, so that its digest does not hang on a compiler.
 */
export const SCRIPT = `
'use strict';
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const initiallyOpen = new Set(all('details[open][id]').map((d) => d.id));
  const sorts = new Map();

  // --- the view in the URL
  const parse = () => {
    const [place, query = ''] = location.hash.slice(1).split('?');
    return { place: safeDecode(place), parameters: new URLSearchParams(query) };
  };
  const safeDecode = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const save = () => {
    const parameters = new URLSearchParams();
    for (const [table, sort] of sorts) parameters.set('sort.' + table, sort);
    const open = all('details[id]').filter((d) => d.open && !initiallyOpen.has(d.id)).map((d) => d.id);
    const shut = all('details[id]').filter((d) => !d.open && initiallyOpen.has(d.id)).map((d) => d.id);
    if (open.length > 0) parameters.set('open', open.slice(0, 40).join(','));
    if (shut.length > 0) parameters.set('shut', shut.slice(0, 40).join(','));
    const query = parameters.toString().replaceAll('%2C', ',');
    const hash = parse().place + (query ? '?' + query : '');
    history.replaceState(null, '', hash ? '#' + hash : location.pathname + location.search);
  };
  const show = () => {
    const { place, parameters } = parse();
    for (const id of (parameters.get('open') ?? '').split(',')) setOpen(id, true);
    for (const id of (parameters.get('shut') ?? '').split(',')) setOpen(id, false);
    for (const [key, value] of parameters) {
      if (!key.startsWith('sort.')) continue;
      const cut = value.lastIndexOf('-');
      sortTable(document.getElementById(key.slice(5)), value.slice(0, cut), value.slice(cut + 1));
    }
    const target = place && document.getElementById(place);
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    target.scrollIntoView();
    if (!target.hasAttribute('tabindex')) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };
  const setOpen = (id, isOpen) => {
    const details = id && document.getElementById(id);
    if (details && details.tagName === 'DETAILS') details.open = isOpen;
  };

  // --- tables
  const valueOf = (cell) => cell.dataset.value ?? cell.textContent.trim();
  const sortTable = (table, key, direction) => {
    if (!table || !table.tHead) return;
    const headers = all('th', table.tHead);
    const index = headers.findIndex((th) => th.dataset.key === key);
    if (index < 0 || (direction !== 'asc' && direction !== 'desc')) return;
    const isNumber = headers[index].classList.contains('number');
    const sign = direction === 'desc' ? -1 : 1;
    const rows = [...table.tBodies[0].rows].map((row) => [row, valueOf(row.cells[index])]);
    rows.sort(([, a], [, b]) => {
      // What has no value stands last either way.
      if (a === '' || b === '') return (a === '') - (b === '');
      return sign * (isNumber ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0);
    });
    table.tBodies[0].append(...rows.map(([row]) => row));
    for (const th of headers) th.removeAttribute('aria-sort');
    headers[index].setAttribute('aria-sort', direction === 'desc' ? 'descending' : 'ascending');
    sorts.set(table.id, key + '-' + direction);
  };
  const cellsOf = (table) => {
    const keep = all('th', table.tHead).map((th) => th.textContent.trim() !== '');
    return [...table.rows].map((row) =>
      [...row.cells].filter((_, i) => keep[i]).map((cell) =>
        cell.dataset.key ?? (cell.querySelector('svg') && cell.dataset.value === '' ? cell.querySelector('svg').getAttribute('aria-label') : valueOf(cell))));
  };
  // A spreadsheet runs a cell that begins like a formula; an apostrophe makes it text.
  const inert = (text) => (/^[=+\\-@\\t\\r]/.test(text) && !Number.isFinite(Number(text)) ? "'" + text : text);
  const csv = (table) => cellsOf(table).map((row) =>
    row.map(inert).map((text) => (/[",\\n\\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text)).join(',')).join('\\r\\n') + '\\r\\n';
  const tsv = (table) => cellsOf(table).map((row) => row.map(inert).map((t) => t.replace(/[\\t\\n\\r]+/g, ' ')).join('\\t')).join('\\n');
  const button = (text, act) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.addEventListener('click', () => act(made));
    return made;
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  };
  const download = (name, text) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  for (const table of all('table.data')) {
    for (const th of all('th', table.tHead)) {
      if (th.textContent.trim() === '' || table.tBodies[0].rows.length < 2) continue;
      const sorter = button('', () => {
        const isDescending = th.getAttribute('aria-sort') === 'descending';
        const isSorted = th.hasAttribute('aria-sort');
        const first = th.classList.contains('number') ? 'desc' : 'asc';
        sortTable(table, th.dataset.key, isSorted ? (isDescending ? 'asc' : 'desc') : first);
        save();
      });
      sorter.append(...th.childNodes);
      th.append(sorter);
    }
    const tools = document.createElement('div');
    tools.className = 'tools';
    const said = document.createElement('span');
    said.setAttribute('role', 'status');
    tools.append(
      button('Copy table', async () => { await copy(tsv(table)); said.textContent = 'copied'; }),
      button('Export CSV', () => { download(table.id.replace(/^table-/, '') + '.csv', csv(table)); said.textContent = 'exported'; }),
      said,
    );
    table.parentElement.after(tools);
  }
  for (const pre of all('pre.command')) {
    const tools = document.createElement('div');
    tools.className = 'tools';
    tools.append(button('Copy command', (made) => { copy(pre.textContent); made.textContent = 'Copied'; }));
    pre.after(tools);
  }

  show();
  addEventListener('hashchange', show);
  document.addEventListener('toggle', (event) => { if (event.target.id) save(); }, true);
})();
`;
