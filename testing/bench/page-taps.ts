import type { Locator } from 'playwright-core';
import { freshPhone } from '#testing/e2e/phones.ts';
import type { SlowPhone } from './slow-phone.ts';

const wallets = 'Other ways to pay';
const phoneLabel = 'Your M-Pesa number';

/** A page, and the controls on it that people use, with real touches and keys. All of it happens in one document. */
export type UsedPage = { name: string; path: string; use(phone: SlowPhone): Promise<void> };

export const usedPages: UsedPage[] = [
	{ name: 'home', path: '/', use: useHome },
	{ name: 'event page', path: '/events/1', use: useEventPage },
	{ name: 'checkout', path: '/events/1/checkout?method=mpesa', use: useCheckout },
];

async function useHome(phone: SlowPhone): Promise<void> {
	const { page } = phone;
	await useMenu(phone);
	await phone.tap(page.getByRole('searchbox'));
	await phone.type('night');
	await phone.tap(page.getByRole('button', { name: 'Search', exact: true }));
	await page.waitForURL(/[?&]q=night/);
	await phone.tap(page.getByRole('link', { name: 'Pwani Comedy Night' }));
	await page.waitForURL(/\/events\/2$/);
}

async function useEventPage(phone: SlowPhone): Promise<void> {
	const { page } = phone;
	await useMenu(phone);
	await phone.tap(page.getByRole('button', { name: 'Share', exact: true }));
	await phone.tap(payLink(phone));
	await page.waitForURL(/\/checkout/);
}

async function useCheckout(phone: SlowPhone): Promise<void> {
	const { page } = phone;
	await phone.tap(page.getByRole('radio', { name: /VIP deck/ }));
	await phone.tap(page.getByRole('button', { name: 'One more' }));
	await phone.tap(page.getByRole('button', { name: 'One more' }));
	await phone.tap(page.getByRole('button', { name: 'One fewer' }));
	const demo = page.getByRole('radio', { name: /^Demo wallet/ });
	await phone.tap(page.getByText(wallets));
	await phone.tap(demo);
	await phone.tap(page.getByRole('radio', { name: /^M-Pesa/ }));
	await pay(phone, /KES 13,000/);
}

/** Two tickets of a chosen tier by M-Pesa, from home until the prompt is on the phone. `event`: its name. */
export async function buyFromHome(phone: SlowPhone, event: string, tier: RegExp): Promise<void> {
	const { page } = phone;
	await phone.tap(page.getByRole('link', { name: event }));
	await phone.tap(payLink(phone));
	await phone.tap(page.getByRole('radio', { name: tier }));
	await phone.tap(page.getByRole('button', { name: 'One more' }));
	await pay(phone, /KES/);
}

/** The bar at the bottom, which a thumb reaches. */
const payLink = ({ page }: SlowPhone): Locator =>
	page
		.getByRole('link', { name: /^Pay with M-Pesa/ })
		.filter({ visible: true })
		.first();

async function useMenu(phone: SlowPhone): Promise<void> {
	const menu = phone.page.locator('header summary');
	await phone.tap(menu);
	await phone.tap(menu);
}

/** From a filled checkout to the prompt. A number that is not remembered is typed. `total`: what the button must say. */
export async function pay(phone: SlowPhone, total: RegExp): Promise<void> {
	const { page } = phone;
	const number = page.getByLabel(phoneLabel);
	if ((await number.inputValue()) === '') {
		await phone.tap(number);
		await phone.type(freshPhone());
	}
	await phone.tap(page.getByRole('button', { name: /^Pay .* with M-Pesa/ }).filter({ hasText: total }));
	await page.getByRole('heading', { name: 'Check your phone' }).waitFor();
}
