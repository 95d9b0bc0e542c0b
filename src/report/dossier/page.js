'use strict';
// The page is whole without this: it adds the filter, the keys and the choice between light and dark.
const find = (selector) => document.querySelector(selector);
const articles = [...document.querySelectorAll('article')];
const filter = find('#filter');

function apply() {
  const wanted = new FormData(filter);
  const severities = wanted.getAll('severity');
  const words = wanted.get('text').toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const article of articles) {
    const { severity, rule, file } = article.dataset;
    const text = words.length ? article.textContent.toLowerCase() : '';
    const fits = severities.includes(severity) && (!wanted.get('rule') || wanted.get('rule') === rule)
      && (!wanted.get('file') || wanted.get('file') === file) && words.every((word) => text.includes(word));
    article.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  filter.querySelector('output').textContent = `${shown} of ${articles.length} finding${articles.length === 1 ? '' : 's'}`;
}

// What somebody was sent a link to is shown, whatever the filter says.
function reveal(hash) {
  const target = hash && document.getElementById(hash.slice(1));
  if (target) target.hidden = false;
}

function step(by) {
  const shown = articles.filter((article) => !article.hidden);
  const at = shown.indexOf(document.activeElement?.closest('article'));
  const next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'start' });
}

function theme() {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
}

if (filter) {
  filter.hidden = false;
  filter.addEventListener('input', apply);
  filter.addEventListener('reset', () => setTimeout(apply));
  filter.addEventListener('submit', (event) => event.preventDefault());
  find('.keys').hidden = false;
}
// What is wider than its room is scrolled by keys too; what is not is no stop on the way of the tab key.
const room = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute('tabindex');
  }
});
for (const part of document.querySelectorAll('pre, figure, .scroll')) room.observe(part);
find('#theme').hidden = false;
find('#theme').addEventListener('click', theme);
addEventListener('hashchange', () => reveal(location.hash));
// Also where the address stays as it is: the second time, and in a page that has none.
addEventListener('click', (event) => reveal(event.target.closest?.('a[href^="#"]')?.getAttribute('href')), true);
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const act = { j: () => step(1), k: () => step(-1), '/': () => filter?.elements.text.focus(), t: theme }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});
