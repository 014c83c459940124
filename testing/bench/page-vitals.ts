import { type Browser, chromium } from 'playwright-core';
import { startBarePages } from './bare-page.ts';
import { type Figure, percentile } from './figure.ts';
import { buyFromHome, pay, type UsedPage, usedPages } from './page-taps.ts';
import { SlowPhone } from './slow-phone.ts';
import { layoutShift, slowestInteraction, tapsIn } from './vitals.ts';

const runs = 5;
/** The first order makes the browser remember the number; the counted one is for another event. */
const before = '/events/2/checkout?method=mpesa';

export const howMeasured = `LCP, CLS, INP: each the median of ${runs} visits by Chromium as a phone of 390 × 844 that knows nothing, its processor four times slower, on Lighthouse's "slow 4G" ([\`mobileSlow4G\`](https://github.com/GoogleChrome/lighthouse/blob/main/core/config/constants.js): 1.6 Mbit/s down, 750 kbit/s up, 150 ms for a round trip, which Chromium adds to each request). A visit loads the page and then uses its controls by real touches and keys at a person's pace (\`testing/bench/page-taps.ts\`). CLS is the largest session window, INP the slowest interaction. A bare page has the same words without style, script or picture, and a button that does nothing. Taps are the touches and keys that the pages receive.`;

type Run = { paint: number; shift: number; interaction: number };

/**
 * LCP, CLS and INP of the pages on the way to a ticket, each the median of runs in a browser that knows nothing, and the
 * taps of a purchase. `web`: where Passa runs, with its demo.
 */
export async function pageVitals(web: string): Promise<Figure[]> {
	const browser = await chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu'],
	});
	const bare = await startBarePages();
	const figures: Figure[] = [];
	for (const used of usedPages) {
		const measured: Run[] = [];
		const least: Run[] = [];
		for (let run = 0; run < runs; run++) {
			const { text, ...own } = await measure(browser, new URL(used.path, web).href, used.use);
			const { text: _, ...floor } = await measure(browser, bare.show(text), pressBareButton);
			measured.push(own);
			least.push(floor);
		}
		figures.push(...figuresOf(used.name, measured, least));
	}
	figures.push(await tapsToPay(browser, web));
	bare.stop();
	await browser.close();
	return figures;
}

async function measure(browser: Browser, url: string, use: UsedPage['use']): Promise<Run & { text: string }> {
	const phone = await SlowPhone.begin(browser);
	await phone.open(url);
	const text = await phone.shownText();
	await use(phone);
	const { paintedAt, shifts, timings } = await phone.seen();
	await phone.end();
	return {
		text,
		paint: paintedAt / 1000,
		shift: layoutShift(shifts),
		interaction: slowestInteraction(timings),
	};
}

const pressBareButton: UsedPage['use'] = (phone) => phone.tap(phone.page.getByRole('button'));

function figuresOf(page: string, measured: Run[], least: Run[]): Figure[] {
	const median = (of: Run[], value: keyof Run) =>
		percentile(
			of.map((run) => run[value]),
			50,
		);
	return [
		{
			name: `${page}: largest text or picture shown (LCP)`,
			value: median(measured, 'paint'),
			unit: 's',
			goal: '≤ 1.2',
			reference: { name: 'its text as a bare page, s', value: median(least, 'paint') },
		},
		{
			name: `${page}: layout shift (CLS)`,
			value: median(measured, 'shift'),
			unit: '',
			goal: '≤ 0.02',
		},
		{
			name: `${page}: slowest tap or key until its frame (INP)`,
			value: median(measured, 'interaction'),
			unit: 'ms',
			goal: '≤ 80',
			reference: { name: 'a tap on a bare button, ms', value: median(least, 'interaction') },
		},
	];
}

async function tapsToPay(browser: Browser, web: string): Promise<Figure> {
	const phone = await SlowPhone.begin(browser);
	await phone.open(new URL(before, web).href);
	await pay(phone, /KES/);
	await phone.open(web);
	phone.presses.length = 0;
	await buyFromHome(phone, 'Blankets & Basslines', /Regular/);
	const value = tapsIn(phone.presses);
	await phone.end();
	return { name: 'M-Pesa, from home to the prompt, number remembered', value, unit: 'taps', goal: '≤ 5' };
}
