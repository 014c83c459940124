import type { Visit } from './visit.ts';

/** In Swahili, in the dark and on a wide screen: nothing is cut off, every page is accessible there too. */
export async function looksRight(visit: Visit): Promise<void> {
	const { page, context, base } = visit;
	await context.addCookies([{ name: 'lang', value: 'sw', url: base }]);
	await page.emulateMedia({ colorScheme: 'dark' });
	for (const width of [390, 1280]) {
		await page.setViewportSize({ width, height: 900 });
		for (const path of ['/', '/events/1', '/events/1/checkout', '/tickets', visit.orderUrl]) {
			await visit.open(path);
			const language = await page.locator('html').getAttribute('lang');
			if (language !== 'sw') throw new Error(`${path} is in ${language}`);
			const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
			if (overflow > 0) throw new Error(`${path} is ${overflow} px too wide at ${width}`);
			await visit.accessible();
		}
	}
	await visit.open('/events/999999');
	await page.getByRole('link', { name: 'Rudi kwenye matukio' }).waitFor();
	visit.forgive(/404/);
}
