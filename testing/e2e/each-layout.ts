import type { Visit } from './visit.ts';

/** Opens a page narrow and wide, light and dark, in both languages: it fits, and is accessible. Ends as it began. */
export async function inEachLayout(visit: Visit, path: string): Promise<void> {
	const { page, context, base } = visit;
	for (const [language, colorScheme] of [
		['sw', 'dark'],
		['en', 'light'],
	] as const) {
		await context.addCookies([{ name: 'lang', value: language, url: base }]);
		await page.emulateMedia({ colorScheme });
		for (const width of [320, 1280, 390]) {
			await page.setViewportSize({ width, height: width === 1280 ? 900 : 844 });
			await visit.open(path);
			await visit.fits();
			await visit.accessible();
		}
	}
}
