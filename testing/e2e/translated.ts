import type { Page } from 'playwright-core';
import type { PassaFile } from '#scripts/passa-file.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { freshPhone, phoneThat } from './phones.ts';
import type { Visit } from './visit.ts';

/**
 * Does to a page what Google Translate does in Chrome: each text becomes two nested `font` elements, and texts that come
 * later too. Its words stay as they are, so that stories can read them.
 */
export const translate = (page: Page): Promise<void> =>
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
