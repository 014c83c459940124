import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

type Shot = { width: number; dark: boolean };

/** As it is on the screen, at each width, light and dark. */
const shots: Shot[] = [
	{ width: 320, dark: true },
	{ width: 390, dark: false },
	{ width: 1280, dark: false },
];

/** Pictures of what stories see, for people to look at: `--shots <folder>`. */
export class Shots {
	readonly #folder: string;
	#story = '';
	#count = 0;

	constructor(folder: string) {
		mkdirSync(folder, { recursive: true });
		this.#folder = folder;
	}

	begin(story: string): void {
		this.#story = story;
		this.#count = 0;
	}

	/** Leaves the page as it was. */
	async take(page: Page): Promise<void> {
		const before = page.viewportSize();
		this.#count++;
		for (const { width, dark } of shots) {
			await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
			await page.setViewportSize({ width, height: 844 });
			await this.#save(page, `${width}${dark ? '-dark' : ''}`);
		}
		await page.emulateMedia({ colorScheme: null });
		if (before) await page.setViewportSize(before);
		await this.#inSwahili(page);
	}

	/** The same address in Swahili: what was typed or opened on the way is not there. */
	async #inSwahili(page: Page): Promise<void> {
		const storageState = await page.context().storageState();
		const context = await page
			.context()
			.browser()!
			.newContext({ storageState, viewport: { width: 320, height: 844 } });
		await context.addCookies([{ name: 'lang', value: 'sw', url: new URL(page.url()).origin }]);
		const other = await context.newPage();
		await other.goto(page.url(), { waitUntil: 'load' });
		// What a page reads first is not there yet.
		const skeletons = other.locator('.skeleton');
		await skeletons
			.first()
			.waitFor({ state: 'detached', timeout: 3_000 })
			.catch(() => {});
		await this.#save(other, '320-sw');
		await context.close();
	}

	async #save(page: Page, kind: string): Promise<void> {
		const path = join(this.#folder, `${this.#story}-${this.#count}-${kind}.png`);
		await page.screenshot({ path, fullPage: true });
	}
}
