import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { fastestReportedMs, type Press, type Seen } from './vitals.ts';

/**
 * Lighthouse's "slow 4G" for its mobile runs: `mobileSlow4G` in core/config/constants.js of GoogleChrome/lighthouse. The
 * latency is that of one round trip, and Chromium adds it to every request.
 */
const roundTripMs = 150;
const downKbitPerSecond = 1600;
const upKbitPerSecond = 750;
const slowerCpu = 4;
/** A person's pace. Input that comes faster would wait for the work of the input before. */
const betweenTapsMs = 500;
const atRestMs = 200;
/** Chromium reports a frame some time after it was shown. */
const reportedWithinMs = 700;

/** A phone that nothing is known of, on a slow network, with a slow processor. It records what its pages receive. */
export class SlowPhone {
	readonly page: Page;
	readonly presses: Press[] = [];
	readonly #context: BrowserContext;

	private constructor(context: BrowserContext, page: Page) {
		this.#context = context;
		this.page = page;
	}

	static async begin(browser: Browser): Promise<SlowPhone> {
		const context = await browser.newContext({
			viewport: { width: 390, height: 844 },
			deviceScaleFactor: 3,
			isMobile: true,
			hasTouch: true,
			locale: 'en-KE',
		});
		const page = await context.newPage();
		const phone = new SlowPhone(context, page);
		await context.exposeFunction('benchPress', (press: Press) => void phone.presses.push(press));
		await context.addInitScript(observe, fastestReportedMs);
		const devtools = await context.newCDPSession(page);
		await devtools.send('Network.enable');
		await devtools.send('Network.emulateNetworkConditions', {
			offline: false,
			latency: roundTripMs,
			downloadThroughput: (downKbitPerSecond * 1000) / 8,
			uploadThroughput: (upKbitPerSecond * 1000) / 8,
		});
		await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowerCpu });
		return phone;
	}

	/** Ends once everything has come and run that a page without input loads. Fails if the throttle does not act. */
	async open(url: string): Promise<void> {
		await this.page.goto(url, { waitUntil: 'networkidle' });
		const { answeredIn } = await this.seen();
		if (answeredIn < roundTripMs)
			throw new Error(`${url} came in ${answeredIn} ms: the network is not slowed down`);
	}

	async tap(target: Locator): Promise<void> {
		// The driver's checks run in the page: they come before the finger, and at rest. Its own trial would be a touch.
		const found = (await target.elementHandle())!;
		await found.waitForElementState('enabled');
		await found.scrollIntoViewIfNeeded();
		const box = await target.boundingBox();
		if (!box) throw new Error('what is to be tapped is not on the page');
		await this.page.waitForTimeout(atRestMs);
		await this.page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
		await this.page.waitForTimeout(betweenTapsMs);
	}

	async type(text: string): Promise<void> {
		await this.page.keyboard.type(text, { delay: betweenTapsMs / 2 });
		await this.page.waitForTimeout(betweenTapsMs);
	}

	/** What the present document saw; one that Kit changes without a new document goes on. */
	async seen(): Promise<Seen> {
		await this.page.waitForTimeout(reportedWithinMs);
		return this.page.evaluate(() => (globalThis as unknown as { benchSeen: () => Seen }).benchSeen());
	}

	/** The words that the page shows, a line for each block. */
	shownText(): Promise<string> {
		// biome-ignore lint/performance/useDomNodeTextContent: what is hidden, or is a script, is no shown text.
		return this.page.locator('body').innerText();
	}

	end(): Promise<void> {
		return this.#context.close();
	}
}

/** Runs in each page before its own scripts. */
function observe(fastest: number): void {
	const page = globalThis as unknown as Window & {
		benchSeen: () => Seen;
		benchPress: (press: Press) => void;
	};
	const seen: Seen = { paintedAt: 0, shifts: [], timings: [], answeredIn: 0 };
	// Chromium also calls a change of the viewport's size a recent input. Before the first press there is none.
	let pressed = false;
	const watch = (type: string, note: (entry: PerformanceEntry) => void): (() => void) => {
		const noteAll = (entries: PerformanceEntry[]) => entries.forEach(note);
		const observer = new PerformanceObserver((list) => noteAll(list.getEntries()));
		observer.observe({ type, buffered: true, durationThreshold: fastest } as PerformanceObserverInit);
		return () => noteAll(observer.takeRecords());
	};
	const noteTiming = (entry: PerformanceEntry) => {
		const { interactionId, duration } = entry as PerformanceEventTiming;
		seen.timings.push({ id: interactionId, ms: duration });
	};
	const flushes = [
		watch('largest-contentful-paint', ({ startTime }) => (seen.paintedAt = startTime)),
		watch('layout-shift', (entry) => {
			const { value, hadRecentInput } = entry as unknown as { value: number; hadRecentInput: boolean };
			seen.shifts.push({ at: entry.startTime, score: value, afterInput: pressed && hadRecentInput });
		}),
		watch('first-input', noteTiming),
		watch('event', noteTiming),
	];
	page.benchSeen = () => {
		for (const flush of flushes) flush();
		const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
		return { ...seen, answeredIn: load!.responseEnd - load!.requestStart };
	};
	const options = { capture: true, passive: true };
	for (const type of ['pointerdown', 'keydown']) page.addEventListener(type, () => (pressed = true), options);
	// Reported after the frame: the bench's own work must not slow down what it measures.
	const note = (press: Press) => requestAnimationFrame(() => setTimeout(() => page.benchPress(press)));
	// A finger that scrolls ends in a cancelled pointer, so it counts as no tap.
	page.addEventListener(
		'pointerup',
		({ isTrusted, isPrimary }) => note({ kind: 'touch', trusted: isTrusted, primary: isPrimary }),
		options,
	);
	page.addEventListener(
		'keydown',
		({ isTrusted }) => note({ kind: 'key', trusted: isTrusted, primary: true }),
		options,
	);
}
