import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);

/** The built library, as it is published. */
export const DIST = join(import.meta.dirname, '../../dist');
const PACKAGES = join(import.meta.dirname, '../../node_modules');
const SITE = 'http://freckle.test/';

/**
 * A page that is given the built files and no others, unbundled; packages by name, each with the path of its module for
 * browsers below node_modules.
 */
export async function openSite(
  packages: { readonly [name: string]: string } = {},
): Promise<{ browser: Browser; page: Page }> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM!,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage();
  const imports = Object.fromEntries(
    Object.entries(packages).map(([name, path]) => [name, `/packages/${path}`]),
  );
  const start = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`;
  await page.route(`${SITE}**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ body: start, contentType: 'text/html' });
    const path = pathname.startsWith('/packages/')
      ? join(PACKAGES, pathname.slice('/packages/'.length))
      : join(DIST, pathname);
    if (!existsSync(path)) return route.fulfill({ status: 404 });
    return route.fulfill({ body: readFileSync(path), contentType: 'text/javascript' });
  });
  await page.goto(SITE);
  return { browser, page };
}
