import type { Page } from 'playwright-core';
import type { PassaFile } from '#scripts/passa-file.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { freshPhone, phoneThat } from './phones.ts';
import type { Visit } from './visit.ts';

/**
 * Does to a page what Google Translate does in Chrome: each text becomes two nested `font` elements, and texts that come
 * later too. Its words stay as they are, so that stories can read them.
 */
const translate = (page: Page): Promise<void> =>
	page.evaluate(() => {
		const wrap = (root: Node): void => {
			const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
			const texts: Text[] = [];
			for (let node = walk.nextNode(); node; node = walk.nextNode()) texts.push(node as Text);
			if (root instanceof Text) texts.push(root);
			for (const text of texts) {
				const { parentElement } = text;
				if (!parentElement || text.data.trim() === '' || parentElement.closest('font, script, style'))
					continue;
				const outer = document.createElement('font');
				const inner = document.createElement('font');
				inner.textContent = text.data;
				outer.append(inner);
				text.replaceWith(outer);
			}
		};
		wrap(document.body);
		new MutationObserver((changes) => {
			for (const { addedNodes } of changes) for (const node of addedNodes) wrap(node);
		}).observe(document.body, { childList: true, subtree: true });
	});

/** Quantity, tier, way and faults of a translated checkout show what will be charged. */
export async function translatedCheckout(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open('/events/1/checkout?method=mpesa&tier=1');
	await page.locator('button[aria-label="One more"]:enabled').waitFor();
	await translate(page);
	await page.getByRole('button', { name: 'One more' }).click();
	await costs(page, 'KES 5,000', 'Pay KES 5,000 with M-Pesa');
	await page.getByRole('radio', { name: /VIP deck/ }).check();
	await costs(page, 'KES 13,000', 'Pay KES 13,000 with M-Pesa');
	await page.getByLabel('How many?').fill('1,5');
	await page.getByRole('alert').getByText('Write a whole number of tickets').waitFor();
	const kept = await page.getByLabel('How many?').inputValue();
	if (kept !== '1,5') throw new Error(`the quantity that was typed became “${kept}”`);
	await page.getByLabel('How many?').fill('99');
	await page.getByRole('alert').getByText('One order can have at most').waitFor();
	await page.getByLabel('How many?').fill('1');
	await costs(page, 'KES 6,500', 'Pay KES 6,500 with M-Pesa');
	await page.getByLabel('Your M-Pesa number').fill('12345');
	await page.getByRole('button', { name: 'Pay KES 6,500 with M-Pesa' }).click();
	await page.getByText('That is not a Kenyan mobile number.').waitFor();
	visit.forgive(/400/);
	await page.locator('summary', { hasText: 'Other ways to pay' }).click();
	await page.getByRole('radio', { name: /^Demo wallet/ }).check();
	await page.getByRole('button', { name: 'See the exact price' }).click();
	await page.getByRole('button', { name: 'Pay KES 6,500' }).waitFor({ timeout: 40_000 });
	const buttons = await page.locator('.pay-bar button').allInnerTexts();
	if (buttons.length !== 1) throw new Error(`old buttons stay: ${buttons.join(' | ')}`);
}

async function costs(page: Page, total: string, button: string): Promise<void> {
	await page.getByRole('button', { name: button, exact: true }).waitFor();
	const summary = page.locator('section[aria-labelledby=summary]');
	const text = (await summary.textContent()) ?? '';
	const amounts = text.match(/KES [\d,]+/g) ?? [];
	if (amounts.length !== 1 || amounts[0] !== total)
		throw new Error(`the summary says ${amounts.join(', ')}, not ${total}`);
}

/** A translated order's page says what its untranslated one would, from the prompt to a failure, and to tickets. */
export async function translatedOrder(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	await visit.open('/events/1/checkout?method=mpesa&tier=1');
	await page.locator('button[aria-label="One more"]:enabled').waitFor();
	await translate(page);
	await page.getByLabel('Your M-Pesa number').fill(await phoneThat(passa, 'cancelled'));
	await page.getByRole('button', { name: 'Pay KES 2,500 with M-Pesa' }).click();
	await page.waitForURL(/\/pay\//);
	await saysOnly(visit, 'The prompt was cancelled');
	await page.getByText('Use another number').click();
	await page.getByLabel('Your M-Pesa number').fill(freshPhone());
	await page.getByRole('button', { name: 'Send the prompt again' }).click();
	await ticketsCome(visit, 1);
	await saysOnly(visit, "You're going!");
}

/** One heading, and none of the words of the states before. */
async function saysOnly(visit: Visit, heading: string): Promise<void> {
	const { page } = visit;
	await page.getByRole('heading', { name: heading, level: 1 }).waitFor({ timeout: 30_000 });
	const titles = await page.getByRole('heading', { level: 1 }).allInnerTexts();
	if (titles.length !== 1) throw new Error(`old headings stay: ${titles.join(' | ')}`);
	const text = await visit.shownText();
	for (const old of ['Check your phone', 'Sending the prompt', 'Your tickets are held', 'Payment received'])
		if (text.includes(old)) throw new Error(`“${old}” stays beside “${heading}”`);
}

/** Nests each text of a served page in two `font` elements, as a translator does that is faster than the scripts. */
function inFonts(html: string): string {
	const body = html.indexOf('<body');
	const parts = html
		.slice(body)
		.split(
			/(<(?:script|style|option|textarea)\b[\s\S]*?<\/(?:script|style|option|textarea)>|<!--[\s\S]*?-->|<[^>]*>)/,
		);
	const wrapped = parts.map((part) =>
		part.startsWith('<') || part.trim() === '' ? part : `<font><font>${part}</font></font>`,
	);
	return html.slice(0, body) + wrapped.join('');
}

/** Opens a page that is translated before its scripts come, acts, and lets them come. */
async function translatedBefore(visit: Visit, path: string, act: () => Promise<unknown>): Promise<void> {
	const { page } = visit;
	const held = Promise.withResolvers<void>();
	await page.route('**/_app/immutable/**/*.js', async (route) => {
		await held.promise;
		await route.continue();
	});
	await page.route(`**${path}`, async (route) => {
		const response = await route.fetch();
		await route.fulfill({ response, body: inFonts(await response.text()) });
	});
	await page.goto(new URL(path, visit.base).href, { waitUntil: 'commit' });
	await page.locator('h1 font font').waitFor();
	await act();
	held.resolve();
	await page.locator('#svelte-announcer').waitFor({ state: 'attached' });
	await page.unrouteAll({ behavior: 'wait' });
}

/** A page that was translated before its scripts ran works, with what was chosen and typed before. */
export async function translatedEarly(visit: Visit): Promise<void> {
	const { page } = visit;
	await translatedBefore(visit, '/events/1', async () => {});
	const phone = freshPhone();
	await visit.reads('Blankets & Basslines');
	await translatedBefore(visit, '/events/1/checkout?method=mpesa', async () => {
		await page.getByRole('radio', { name: /VIP deck/ }).check();
		await page.getByLabel('How many?').fill('2');
		await page.getByLabel('Your M-Pesa number').fill(phone);
	});
	await costs(page, 'KES 13,000', 'Pay KES 13,000 with M-Pesa');
	if ((await page.getByLabel('Your M-Pesa number').inputValue()) !== phone)
		throw new Error('the number that was typed early is lost');
	await page.getByRole('button', { name: 'One fewer' }).click();
	await costs(page, 'KES 6,500', 'Pay KES 6,500 with M-Pesa');
	await page.getByRole('button', { name: 'Pay KES 6,500 with M-Pesa' }).click();
	await page.waitForURL(/\/pay\//);
	await ticketsCome(visit, 1);
}
