// Drives a report in a browser and writes what it finds at the end of the page. Appended by page.rs.
(() => {
  const faults = [];
  const hold = (what, fine) => fine || faults.push(what);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = () => all('article').filter((article) => !article.hidden);
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));

  // What a screen reader needs.
  hold('ids are unique', new Set(all('[id]').map((element) => element.id)).size === all('[id]').length);
  hold('labels point somewhere', all('[aria-labelledby]').every((element) =>
    element.getAttribute('aria-labelledby').split(' ').every((id) => document.getElementById(id))));
  hold('pictures have a title and a description', all('svg').every((svg) =>
    ['img', 'group'].includes(svg.getAttribute('role')) && svg.querySelector('title') && svg.querySelector('desc')));
  hold('what has the focus is no part of a picture that is one to a screen reader', all('[tabindex="0"]').every((element) =>
    !element.parentElement.closest('[role=img]')));
  hold('controls are labelled', all('input, select').every((input) => input.closest('label')));
  hold('heads of tables say of what', all('th').every((head) => head.scope));
  hold('one main heading', all('h1').length === 1);
  let level = 1;
  for (const heading of all('h1, h2, h3')) {
    const next = Number(heading.tagName[1]);
    hold(`no level is left out before "${heading.textContent.trim()}"`, next <= level + 1);
    level = next;
  }
  hold('links within the page lead somewhere', all('a[href^="#"]').every((link) => document.getElementById(link.hash.slice(1))));
  hold('nothing comes from elsewhere', all('[src], link, [href]:not([href^="#"])').length === 0);

  // Room.
  hold('the page does not scroll sideways', document.documentElement.scrollWidth <= document.documentElement.clientWidth);

  // Contrast, in both lights.
  const channels = (colour) => {
    const numbers = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return colour.startsWith('color(srgb') ? [...numbers.slice(0, 3).map((part) => part * 255), ...numbers.slice(3)] : numbers;
  };
  const luminance = ([r, g, b]) => {
    const part = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (element) => {
    const [...colour] = channels(getComputedStyle(element).backgroundColor);
    const [r, g, b, a = 1] = colour;
    if (a > 0.99) return [r, g, b];
    // What shines through counts.
    const below = element.parentElement ? ground(element.parentElement) : [255, 255, 255];
    return [r, g, b].map((part, at) => part * a + below[at] * (1 - a));
  };
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset.theme = theme;
    for (const element of all('body *')) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      if (!own || element.closest('[hidden], title, desc, script, style, option') || element.checkVisibility?.() === false) continue;
      const style = getComputedStyle(element);
      const ink = channels(element.closest('svg') ? style.fill : style.color);
      const [one, other] = [luminance(ink), luminance(ground(element))].sort((a, b) => b - a);
      const ratio = (one + 0.05) / (other + 0.05);
      if (ratio < 4.5) {
        faults.push(`${theme}: contrast ${ratio.toFixed(2)} of "${element.textContent.trim().slice(0, 30)}" (${element.className.baseVal ?? element.className})`);
      }
    }
  }
  delete document.documentElement.dataset.theme;

  // The filter.
  const filter = document.querySelector('#filter');
  hold('the filter is there', filter && !filter.hidden);
  const count = all('article').length;
  const said = () => filter.querySelector('output').textContent;
  const change = (name, value) => {
    filter.elements[name].value = value;
    filter.dispatchEvent(new Event('input'));
  };
  const first = all('article')[0].dataset;
  change('rule', first.rule);
  hold('a rule is filtered', shown().length > 0 && shown().every((article) => article.dataset.rule === first.rule));
  hold('the count is told', said() === `${shown().length} of ${count} findings`);
  change('rule', '');
  change('file', first.file);
  hold('a file is filtered', shown().length > 0 && shown().every((article) => article.dataset.file === first.file));
  change('file', '');
  change('text', 'no such words anywhere');
  hold('words are searched for', shown().length === 0 && said().startsWith('0 of'));
  change('text', '');
  const box = all('[name=severity]', filter)[0];
  box.checked = false;
  filter.dispatchEvent(new Event('input'));
  hold('a severity is filtered', shown().length === all('article').filter((article) => article.dataset.severity !== box.value).length);
  box.checked = true;
  filter.dispatchEvent(new Event('input'));
  hold('all come back', shown().length === count);

  // The keys.
  press('j');
  hold('j goes to the first finding', document.activeElement === all('article')[0]);
  press('j');
  hold('and to the next', document.activeElement === all('article')[1]);
  press('k');
  hold('k goes back', document.activeElement === all('article')[0]);
  press('t');
  const theme = document.documentElement.dataset.theme;
  press('t');
  hold('t turns the light', theme && document.documentElement.dataset.theme !== theme);
  press('/');
  hold('/ goes to the search', document.activeElement === filter.elements.text);

  // What is gone to is seen: the filter stays at the top, and does not lie over it.
  const last = all('article').at(-2);
  last.scrollIntoView({ block: 'start', behavior: 'instant' });
  hold('no finding is under the filter', last.getBoundingClientRect().top >= filter.getBoundingClientRect().bottom - 1
    || getComputedStyle(filter).position !== 'sticky');
  filter.elements.rule.value = all('article')[0].dataset.rule;
  const other = all('article').find((article) => article.dataset.rule !== all('article')[0].dataset.rule);
  filter.dispatchEvent(new Event('input'));
  other.querySelector('h3 a').click();
  hold('a link shows what the filter hides', !other.hidden);
  filter.reset();

  // Sizes are told a moment later: what can be scrolled is a stop of the tab key, what cannot is none.
  setTimeout(() => {
    for (const part of all('pre, figure, .scroll').filter((part) => part.checkVisibility({ contentVisibilityAuto: true }))) {
      hold(`a way by keys to what is wide: ${part.className}`, (part.scrollWidth > part.clientWidth) === (part.tabIndex === 0));
    }
    const told = document.createElement('pre');
    told.id = 'told';
    told.textContent = faults.length ? faults.join('\n') : 'fine';
    document.body.append(told);
  }, 500);
})();
