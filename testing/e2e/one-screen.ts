import type { Locator, Page } from 'playwright-core';
import { ticketsCome } from './buy-by-mpesa.ts';
import { freshPhone } from './phones.ts';
import type { Visit } from './visit.ts';

/** What a fan decides by stands on one screen of a phone, from the event's name to the button that pays. */
export async function fitsOnOneScreen(visit: Visit): Promise<void> {
	const { page } = visit;
	for (const lang of ['en', 'sw'] as const) {
		await visit.context.addCookies([{ name: 'lang', value: lang, url: visit.base }]);
		await visit.open('/events/1/checkout');
		await allOnScreen(page, {
			event: page.getByRole('heading', { level: 1 }),
			date: page.getByText(/\b20\d\d\b/).first(),
			place: page.getByText('Ngong Racecourse').first(),
			tier: page.getByRole('radio', { name: /Regular/ }),
			quantity: page.locator('#qty'),
			phone: page.locator('input[name=phone]'),
			pay: page.locator('.pay-bar button'),
		});
	}
}

/** Home shows the first event's name and its price without scrolling. */
export async function homeShowsAnEvent(visit: Visit): Promise<void> {
	await visit.open('/');
	const first = visit.page.locator('main li').first();
	await allOnScreen(visit.page, {
		name: first.getByRole('heading'),
		price: first.getByText(/^from KES/),
	});
}

/** Until a fan chooses a wallet, no page on the way to a ticket has a word of crypto. The control: with one chosen, it has. */
export async function shillingsAlone(visit: Visit): Promise<void> {
	const { page } = visit;
	const shown = () => page.getByText(/USDC|XLM|Stellar|Freighter|LOBSTR/i).filter({ visible: true });
	for (const lang of ['en', 'sw'] as const) {
		await visit.context.addCookies([{ name: 'lang', value: lang, url: visit.base }]);
		for (const path of ['/', '/events/1', '/events/1/checkout']) {
			await visit.open(path);
			const [found] = await shown().allTextContents();
			if (found) throw new Error(`${page.url()}: ${found}, in ${lang}`);
		}
		await visit.open('/events/1/checkout?method=demo');
		if ((await shown().count()) === 0) throw new Error('a wallet names no asset');
	}
}

/** With a remembered phone, a purchase by M-Pesa takes two taps from the event's page. */
export async function phoneIsRemembered(visit: Visit): Promise<void> {
	const { page } = visit;
	const phone = freshPhone();
	await visit.open('/events/1/checkout?tier=1');
	await page.getByLabel('Your M-Pesa number').fill(phone);
	await page.getByRole('button', { name: 'Pay KES 2,500 with M-Pesa' }).click();
	await ticketsCome(visit, 1);
	await visit.open('/events/1');
	const taps = [page.getByRole('link', { name: /^Pay with M-Pesa/ }), page.locator('.pay-bar button')];
	await taps[0]!.first().click();
	const field = page.getByLabel('Your M-Pesa number');
	await field.waitFor();
	if ((await field.inputValue()).replaceAll(' ', '') !== phone)
		throw new Error('the number is not remembered');
	if ((await page.context().cookies()).some(({ name, httpOnly }) => name === 'own_phone' && !httpOnly))
		throw new Error('a script can read the number');
}

async function allOnScreen(page: Page, parts: Record<string, Locator>): Promise<void> {
	const { width, height } = page.viewportSize()!;
	for (const [name, part] of Object.entries(parts)) {
		const box = await part.boundingBox();
		if (!box || box.y < 0 || box.y + box.height > height || box.x < 0 || box.x + box.width > width)
			throw new Error(`${page.url()}: the ${name} is not on the first screen: ${JSON.stringify(box)}`);
	}
}
