import type { Visit } from './visit.ts';

/** In both languages, light and dark, narrow and wide: nothing is cut off, every page is accessible there too. */
export async function checkLayouts(visit: Visit): Promise<void> {
	const { page, context, base } = visit;
	for (const [wanted, colorScheme] of [
		['en', 'light'],
		['sw', 'dark'],
	] as const) {
		await context.addCookies([{ name: 'lang', value: wanted, url: base }]);
		await page.emulateMedia({ colorScheme });
		for (const width of [390, 1280]) {
			await page.setViewportSize({ width, height: 900 });
			for (const path of ['/', '/events/1', '/events/1/checkout', '/tickets', visit.orderUrl, visit.payUrl]) {
				await visit.open(path);
				await isIn(visit, wanted);
				await visit.fits();
				await visit.accessible();
			}
		}
	}
	await visit.open('/events/999999');
	await page.getByRole('link', { name: 'Rudi kwenye matukio' }).waitFor();
	visit.forgive(/404/);
}

async function isIn({ page }: Visit, wanted: string): Promise<void> {
	const language = await page.locator('html').getAttribute('lang');
	if (language !== wanted) throw new Error(`${page.url()} is in ${language}, not ${wanted}`);
}
