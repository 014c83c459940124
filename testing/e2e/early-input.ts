import type { Page, Route } from 'playwright-core';
import { freshPhone } from './phones.ts';
import type { Visit } from './visit.ts';

/** What a fan chooses and types while the scripts are still on their way is what the page then goes by. */
export async function earlyInputCounts(visit: Visit): Promise<void> {
	await checkoutKeepsChoices(visit);
	await searchKeepsWords(visit);
	await menuStaysOpen(visit);
}

async function checkoutKeepsChoices(visit: Visit): Promise<void> {
	const { page } = visit;
	const phone = freshPhone();
	await beforeScripts(visit, '/events/1/checkout?method=mpesa', async () => {
		await page.getByRole('radio', { name: /VIP deck/ }).check();
		await page.getByLabel('How many?').fill('2');
		await page.getByLabel('Your M-Pesa number').fill(phone);
	});
	// The total is the page's own sum of what was chosen.
	await page.getByRole('button', { name: 'Pay KES 13,000 with M-Pesa' }).waitFor();
	if (!(await page.getByRole('radio', { name: /VIP deck/ }).isChecked()))
		throw new Error('the tier that was chosen early is lost');
	await mustHold(page, 'How many?', '2');
	await mustHold(page, 'Your M-Pesa number', phone);
	await beforeScripts(visit, '/events/1/checkout?method=mpesa', () =>
		page
			.locator('summary', { hasText: 'Other ways to pay' })
			.click()
			.then(() => page.getByRole('radio', { name: /^Demo wallet/ }).check()),
	);
	await page.getByRole('button', { name: 'See the exact price' }).waitFor();
}

async function searchKeepsWords(visit: Visit): Promise<void> {
	const { page } = visit;
	const city = page.getByRole('combobox', { name: 'All cities' });
	const words = page.getByRole('searchbox');
	await beforeScripts(visit, '/', async () => {
		await words.fill('Basslines');
		await city.selectOption('Nairobi');
	});
	if ((await words.inputValue()) !== 'Basslines') throw new Error('the words of the search are lost');
	if ((await city.inputValue()) !== 'Nairobi') throw new Error('the city of the search is lost');
}

async function menuStaysOpen(visit: Visit): Promise<void> {
	const summary = visit.page.locator('header summary');
	await beforeScripts(visit, '/', () => summary.click());
	if (!(await visit.page.locator('header details').evaluate((e: HTMLDetailsElement) => e.open)))
		throw new Error('the menu that was opened early is closed');
}

/** Opens the page with its scripts held back, acts, and lets them come. */
async function beforeScripts(visit: Visit, path: string, act: () => Promise<unknown>): Promise<void> {
	const { page } = visit;
	const held = Promise.withResolvers<void>();
	const scripts = '**/_app/immutable/**/*.js';
	const wait = async (route: Route): Promise<void> => {
		await held.promise;
		await route.continue();
	};
	await page.route(scripts, wait);
	await page.goto(new URL(path, visit.base).href, { waitUntil: 'commit' });
	await page.getByRole('heading', { level: 1 }).waitFor();
	await act();
	held.resolve();
	// Kit adds this element when the page is mounted.
	await page.locator('#svelte-announcer').waitFor({ state: 'attached' });
	await page.unroute(scripts, wait);
}

async function mustHold(page: Page, label: string, value: string): Promise<void> {
	const found = await page.getByLabel(label).inputValue();
	if (found !== value) throw new Error(`"${label}" holds "${found}", not "${value}"`);
}
