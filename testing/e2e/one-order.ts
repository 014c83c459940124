import type { Page, Route } from 'playwright-core';
import type { PassaFile } from '#scripts/passa-file.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { freshPhone, phoneThat } from './phones.ts';
import type { Visit } from './visit.ts';

const path = '/events/1/checkout?method=mpesa&tier=1';
const maybe = 'A prompt may be on your phone. Do not pay again.';
const payButton = (page: Page) => page.getByRole('button', { name: 'Pay KES 5,000 with M-Pesa' });
const goOn = (page: Page) => page.getByRole('button', { name: 'Go on with this order' });

/** Two regular tickets; returns the phone. */
async function fillForm(page: Page, phone = freshPhone()): Promise<string> {
	await page.getByRole('button', { name: 'One more' }).click();
	await page.getByLabel('Your M-Pesa number').fill(phone);
	await payButton(page).waitFor();
	return phone;
}

/** Lets a form reach the server, and loses what it answers. */
async function loseAnswers(page: Page, times: number): Promise<{ lost(): number }> {
	let lost = 0;
	await page.route('**/checkout**', async (route: Route) => {
		if (route.request().method() !== 'POST' || lost === times) return route.fallback();
		lost++;
		await route.fetch();
		await route.abort('connectionreset');
	});
	return { lost: () => lost };
}

/** The references of all orders that this browser knows, by "My tickets". */
async function ordersOf(visit: Visit): Promise<string[]> {
	await visit.open('/tickets');
	const links = visit.page.locator('main a[href^="/pay/"]');
	await links.first().waitFor();
	const paths = await links.evaluateAll((all) => all.map((a) => a.getAttribute('href')!));
	return [...new Set(paths)];
}

async function oneOrderOnly(visit: Visit, expected: string): Promise<void> {
	const found = await ordersOf(visit);
	if (found.length !== 1 || found[0] !== expected)
		throw new Error(`the orders are ${found.join(', ')}, not ${expected} alone`);
}

const pathOf = (page: Page): string => new URL(page.url()).pathname;

/** The connection breaks after the order was made, twice, with a reload between: the form stands, and opens that order. */
export async function answerIsLost(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open(path);
	const phone = await fillForm(page);
	const answers = await loseAnswers(page, 2);
	await payButton(page).click();
	await page.getByText(maybe).waitFor();
	await visit.accessible();
	await visit.fits();
	await mustStand(page, phone);
	await page.reload();
	await page.getByText(maybe).waitFor();
	await mustStand(page, phone);
	await goOn(page).click();
	await page.waitForFunction(() => document.querySelector('[data-no-answer]') !== null);
	await goOn(page).click();
	await page.waitForURL(/\/pay\//);
	if (answers.lost() !== 2) throw new Error(`${answers.lost()} answers were lost, not 2`);
	const order = pathOf(page);
	await ticketsCome(visit, 2);
	await oneOrderOnly(visit, order);
	visit.forgive(/ERR_CONNECTION_RESET|Failed to fetch/);
}

async function mustStand(page: Page, phone: string): Promise<void> {
	if ((await page.getByLabel('Your M-Pesa number').inputValue()) !== phone)
		throw new Error('the number is gone');
	if ((await page.getByLabel('How many?').inputValue()) !== '2') throw new Error('the quantity is gone');
	if (await page.getByRole('button', { name: /^(Pay|Try again)/ }).count())
		throw new Error('a button asks to pay what must not be paid again');
}

/** Offline, the page says at once that nothing was sent; online again, the same press pays. */
export async function offlineAtPay(visit: Visit): Promise<void> {
	const { page, context } = visit;
	await visit.open(path);
	await fillForm(page);
	await context.setOffline(true);
	await payButton(page).click();
	await page.locator('[data-no-answer=offline]').getByText('Nothing was sent').waitFor({ timeout: 1000 });
	await visit.accessible();
	await context.setOffline(false);
	await page.locator('[data-no-answer]').waitFor({ state: 'detached' });
	await payButton(page).click();
	await page.waitForURL(/\/pay\//);
	const order = pathOf(page);
	await ticketsCome(visit, 2);
	await oneOrderOnly(visit, order);
}

/** Back after paying: the form is as it was, it names the order, and pressing again opens it. */
export async function backAfterPaying(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open(path);
	const phone = await fillForm(page);
	await payButton(page).click();
	await page.waitForURL(/\/pay\//);
	const order = pathOf(page);
	await ticketsCome(visit, 2);
	await page.goBack();
	await page.getByText('Your last order:').waitFor();
	const link = page.getByRole('link', { name: 'Regular × 2 · KES 5,000' });
	if ((await link.getAttribute('href')) !== order) throw new Error('the last order is not linked');
	if ((await page.getByLabel('Your M-Pesa number').inputValue()) !== phone)
		throw new Error('the number is gone');
	await visit.accessible();
	await visit.fits();
	await payButton(page).click();
	await page.waitForURL(`**${order}`);
	await oneOrderOnly(visit, order);
	await moreTicketsAreAnother(visit, order, phone);
}

/** The control: a buyer who says so gets another order, with the same details too. */
async function moreTicketsAreAnother(visit: Visit, order: string, phone: string): Promise<void> {
	const { page } = visit;
	await visit.open('/events/1/checkout');
	await page.getByRole('link', { name: 'Order more tickets' }).click();
	await page.waitForURL(/another/);
	await page.getByRole('radio', { name: /Regular/ }).check();
	await fillForm(page, phone);
	await payButton(page).click();
	await page.waitForURL(/\/pay\//);
	if (pathOf(page) === order) throw new Error('more tickets open the first order');
	await ticketsCome(visit, 2);
}

/** Two tabs that were opened in the same moment, before this browser had a cookie, and both sent: one order. */
export async function twoTabs(visit: Visit): Promise<void> {
	const { page, context, base } = visit;
	const other = await context.newPage();
	const phone = freshPhone();
	await Promise.all([page, other].map((tab) => tab.goto(new URL(path, base).href)));
	await Promise.all([page, other].map((tab) => fillForm(tab, phone)));
	await Promise.all([page, other].map((tab) => payButton(tab).click()));
	await Promise.all([page, other].map((tab) => tab.waitForURL(/\/pay\//)));
	const [order, second] = [pathOf(page), pathOf(other)];
	if (order !== second) throw new Error(`two tabs made two orders: ${order} and ${second}`);
	await other.close();
	await ticketsCome(visit, 2);
	await oneOrderOnly(visit, order);
}

/** A form that is sent twice by scripts, as by two fast presses. */
export async function sentTwice(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open(path);
	await fillForm(page);
	await payButton(page).evaluate((button: HTMLButtonElement) => {
		button.form!.requestSubmit();
		button.form!.requestSubmit();
	});
	await page.waitForURL(/\/pay\//);
	const order = pathOf(page);
	await ticketsCome(visit, 2);
	await oneOrderOnly(visit, order);
}

/** The order's page while the network is gone says so; a prompt that cannot be asked for is not said to be sent. */
export async function offlineWhileWaiting(visit: Visit, passa: PassaFile): Promise<void> {
	const { page, context } = visit;
	await visit.open(path);
	await fillForm(page, await phoneThat(passa, 'cancelled'));
	await payButton(page).click();
	await visit.reads('The prompt was cancelled', 20_000);
	await context.setOffline(true);
	await page.getByText('You are offline. What you see may be old').waitFor();
	await page.getByRole('button', { name: 'Send the prompt again' }).click();
	await page.getByText('Nothing was sent, and nothing was paid.').waitFor({ timeout: 1000 });
	await context.setOffline(false);
	visit.forgive(/ERR_INTERNET_DISCONNECTED/);
}
