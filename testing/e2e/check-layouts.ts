import type { Visit } from './visit.ts';

/**
 * In both languages, light and dark, narrow and wide: nothing is cut off, every page is accessible there too, no press
 * is lost.
 */
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
	await page.setViewportSize({ width: 320, height: 640 });
	const ways = ['phone', 'email', 'wallet'].map((way) => `/sign-in?by=${way}`);
	const checkouts = ['mpesa', 'freighter', 'demo'].map((method) => `/events/1/checkout?method=${method}`);
	const texts = ['/help', '/legal/terms', '/legal/refunds', '/legal/privacy'];
	const paths = [
		'/',
		'/events/1',
		...checkouts,
		'/tickets',
		visit.orderUrl,
		visit.payUrl,
		'/audit',
		...ways,
		...texts,
	];
	for (const path of paths) {
		await visit.open(path);
		if (path === visit.payUrl) await widestCodes(visit);
		await visit.fits();
		await visit.losesNoPress();
		if (texts.includes(path)) await visit.accessible();
	}
	await focusIsSeen(visit);
	await visit.open('/events/999999');
	await page.getByRole('heading', { name: 'Hakuna hafla 999999.', level: 1 }).waitFor();
	await visit.fits();
	await page.getByRole('link', { name: 'Rudi kwenye hafla' }).waitFor();
	visit.forgive(/404/);
}

/** The bar at the bottom edge of an event's page never covers what the Tab key reaches. */
async function focusIsSeen(visit: Visit): Promise<void> {
	await visit.open('/events/1');
	for (let i = 0; i < 20; i++) {
		await visit.page.keyboard.press('Tab');
		const covered = await visit.page.evaluate(() => {
			const bar = document.querySelector('.bottom-bar')!;
			const focus = document.activeElement!;
			const { bottom } = focus.getBoundingClientRect();
			const hidden =
				!bar.contains(focus) && focus !== document.body && bottom > bar.getBoundingClientRect().top;
			return hidden ? (focus.getAttribute('aria-label') ?? focus.textContent) : null;
		});
		if (covered !== null) throw new Error(`the bar covers “${covered.trim()}” when it has the focus`);
	}
}

/** Codes are of any letters: these need the most room. */
async function widestCodes({ page }: Visit): Promise<void> {
	for (const code of await page.locator('[data-receipt], [data-reference]').all())
		await code.evaluate((shown) => {
			shown.textContent = 'W'.repeat(10);
		});
}

async function isIn({ page }: Visit, wanted: string): Promise<void> {
	const language = await page.locator('html').getAttribute('lang');
	if (language !== wanted) throw new Error(`${page.url()} is in ${language}, not ${wanted}`);
}
