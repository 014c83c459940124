import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { deadButtons, pageFaults } from './page-faults.ts';
import type { Shots } from './shots.ts';

export type VisitOptions = { javaScriptEnabled?: boolean; shots?: Shots };

/**
 * One person's visit. It records everything that a page must not do: foreign requests, console errors, a missing
 * policy.
 */
export class Visit {
	readonly page: Page;
	readonly base: string;
	readonly context: BrowserContext;
	/** The order that was bought on the way. */
	orderUrl = '';
	/** The order that was paid by M-Pesa. */
	payUrl = '';
	/** What an organizer wrote and published on the way: paths of its pages. */
	eventName = '';
	draftPath = '';
	eventPath = '';
	salesPath = '';
	#faults: string[] = [];
	readonly #scripts: boolean;
	/** Null: nobody looks. */
	readonly #shots: Shots | null;

	private constructor(
		context: BrowserContext,
		page: Page,
		base: string,
		{ javaScriptEnabled, shots }: VisitOptions,
	) {
		this.#scripts = javaScriptEnabled !== false;
		this.#shots = shots ?? null;
		this.context = context;
		this.page = page;
		this.base = base;
	}

	static async begin(browser: Browser, base: string, options: VisitOptions = {}): Promise<Visit> {
		const viewport = { width: 390, height: 844 };
		const { javaScriptEnabled = true } = options;
		const context = await browser.newContext({ viewport, locale: 'en-KE', javaScriptEnabled });
		const page = await context.newPage();
		const visit = new Visit(context, page, base, options);
		page.on('request', (request) => {
			const { protocol, hostname } = new URL(request.url());
			const own = ['data:', 'blob:'].includes(protocol) || ['127.0.0.1', 'localhost'].includes(hostname);
			if (!own) visit.#faults.push(`a request left this machine: ${request.url()}`);
		});
		page.on('console', (message) => {
			if (message.type() !== 'error') return;
			visit.#faults.push(`console error: ${message.text()} ${message.location().url}`);
		});
		page.on('pageerror', (error) => visit.#faults.push(`page error: ${error.message}`));
		page.on('response', async (response) => {
			if (!(response.headers()['content-type'] ?? '').startsWith('text/html') || response.status() >= 300)
				return;
			const policy = response.headers()['content-security-policy'] ?? '';
			if (!policy.includes("default-src 'self'"))
				visit.#faults.push(`no content security policy on ${response.url()}`);
		});
		return visit;
	}

	/** A visit by somebody else, in the same kind of browser. */
	another(): Promise<Visit> {
		const options = { javaScriptEnabled: this.#scripts, ...(this.#shots ? { shots: this.#shots } : {}) };
		return Visit.begin(this.context.browser()!, this.base, options);
	}

	async open(path: string): Promise<void> {
		await this.page.goto(new URL(path, this.base).href, { waitUntil: 'load' });
	}

	/** Waits until the page says so in a heading. */
	async reads(heading: string | RegExp, timeout = 15_000): Promise<void> {
		try {
			await this.page.getByRole('heading', { name: heading }).first().waitFor({ timeout });
		} catch {
			const [found, alerts] = await Promise.all(['main', '[role=alert]'].map((at) => this.#wordsIn(at)));
			throw new Error(
				`${this.page.url()} does not say ${heading}: ${found!.slice(0, 300)}${alerts && `; it warns: ${alerts}`}`,
			);
		}
	}

	async #wordsIn(place: string): Promise<string> {
		const texts = await this.page
			.locator(place)
			.allTextContents()
			.catch(() => []);
		return texts.join(' ').replace(/\s+/g, ' ').trim();
	}

	/** The words that the page's main part shows now. */
	shownText(): Promise<string> {
		// biome-ignore lint/performance/useDomNodeTextContent: words that are folded away do not count.
		return this.page.locator('main').innerText();
	}

	/** Nothing is cut off or touches the window's edge, there is one main heading, and no two words read as one. */
	async fits(): Promise<void> {
		const faults = await pageFaults(this.page);
		if (faults.length > 0) throw new Error(`${this.page.url()}: ${faults.join('; ')}`);
	}

	/** Each press counts, also before the page's scripts run. */
	async losesNoPress(): Promise<void> {
		const dead = await deadButtons(this.page);
		if (dead.length > 0)
			throw new Error(
				`${this.page.url()} has buttons that do nothing before scripts run: ${dead.join(', ')}`,
			);
	}

	/**
	 * WCAG 2 A and AA and axe's good practice, as far as a machine can check. It needs scripts: if none run, the same
	 * page is opened with them.
	 */
	async accessible(): Promise<void> {
		const page = this.#scripts ? this.page : await this.#openWithScripts();
		const axe = () =>
			new AxeBuilder({ page: page as never }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa', 'best-practice']);
		let found = faultsOf((await axe().analyze()).violations);
		if (found.some((fault) => fault.startsWith('target-size'))) {
			// A bar that stays at the screen's end may cover a target, which can be scrolled free.
			await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
			const still = faultsOf((await axe().analyze()).violations);
			found = found.filter((fault) => still.includes(fault));
			await page.evaluate(() => scrollTo(0, 0));
		}
		if (found.length > 0) throw new Error(`${page.url()}: ${found.join('; ')}`);
		await this.#shots?.take(page);
		if (page !== this.page) await page.context().close();
	}

	/** Opens all that is folded in the page's main part. */
	async unfold(): Promise<void> {
		const folded = this.page.locator('main details:not([open]) > summary');
		for (let left = await folded.count(); left > 0; left--) await folded.first().click();
	}

	async #openWithScripts(): Promise<Page> {
		const storageState = await this.context.storageState();
		const viewport = this.page.viewportSize();
		const context = await this.context.browser()!.newContext({ storageState, viewport });
		const page = await context.newPage();
		await page.goto(this.page.url(), { waitUntil: 'load' });
		return page;
	}

	/** Faults that a test provoked on purpose. */
	forgive(expected: RegExp): void {
		this.#faults = this.#faults.filter((f) => !expected.test(f));
	}

	mustBeClean(): void {
		const faults = this.#faults.splice(0);
		if (faults.length > 0) throw new Error(faults.join('; '));
	}
}

type Violation = { id: string; nodes: { target: unknown[] }[] };
const faultsOf = (violations: Violation[]): string[] =>
	violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
