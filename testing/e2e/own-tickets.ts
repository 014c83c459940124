import type { PassaFile } from '#scripts/passa-file.ts';
import { day } from './buy-by-mpesa.ts';
import { freshPhone, phoneThat } from './phones.ts';
import type { Visit } from './visit.ts';

const code = /^[2-9BCDFGHJKMNPQRSTVWXYZ]{3}-[2-9BCDFGHJKMNPQRSTVWXYZ]{3}$/;

/** "My tickets" is open while the fan pays: the order under way becomes tickets by itself, each with its own code. */
export async function ticketsComeByThemselves(visit: Visit): Promise<void> {
	const { page, context } = visit;
	await visit.open('/events/1/checkout?method=mpesa');
	await page.getByRole('radio', { name: /Regular/ }).check();
	await page.getByRole('button', { name: 'One more' }).click();
	await page.getByLabel('Your M-Pesa number').fill(freshPhone());
	await page.getByRole('button', { name: /^Pay KES 5,000/ }).click();
	await page.waitForURL(/\/pay\/[A-Z0-9]+$/);
	visit.payUrl = page.url();
	const tab = await context.newPage();
	await tab.goto(new URL('/tickets', visit.base).href);
	await tab.getByRole('link', { name: /Blankets.*under way/ }).waitFor();
	const tickets = tab.getByRole('article').filter({ hasText: day });
	await tickets.nth(1).waitFor({ timeout: 40_000 });
	const codes = tab.locator('[data-code]').filter({ hasText: code });
	await codes.nth(1).waitFor({ timeout: 15_000 });
	const found = await codes.allTextContents();
	if (found.length !== 2 || new Set(found).size !== 2) throw new Error(`the codes are ${found.join()}`);
	await tab.close();
	await visit.reads("You're going!", 40_000);
	await page.locator('[data-code]').filter({ hasText: found[0]! }).waitFor({ timeout: 15_000 });
	await page.reload();
	const again = await page.locator('[data-code]').allTextContents();
	if (again.join() !== found.join()) throw new Error(`a reload shows the codes ${again.join()}`);
}

/** A ticket shows where and when, takes a name, goes to the calendar, and is readable on paper. */
export async function ticketIsAnObject(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open(visit.payUrl);
	const first = page.getByRole('article').first();
	for (const words of [
		'Blankets & Basslines',
		'Ngong Racecourse, Nairobi',
		'Regular',
		'Ticket 1 of 2',
		/14:00.*23:00/,
	])
		await first.getByText(words).first().waitFor();
	await first.getByText('Your entry pass opens the gate. This code alone does not.').waitFor();
	await page.getByText('Put a name on it').first().click();
	await page.getByRole('textbox', { name: 'Name' }).first().fill('Njeri\u202e Wa Mũ');
	await page.getByRole('button', { name: 'Save' }).first().click();
	await page.reload();
	const holder = await page.locator('[data-holder]').textContent();
	if (holder !== 'Name: Njeri Wa Mũ') throw new Error(`the ticket names ${holder}`);
	await visit.accessible();
	await goesToTheCalendar(visit);
	await isReadableOnPaper(visit);
	await page.setViewportSize({ width: 320, height: 640 });
	await visit.fits();
	await page.emulateMedia({ colorScheme: 'dark' });
	await visit.accessible();
	await page.emulateMedia({ colorScheme: 'light' });
	await page.setViewportSize({ width: 390, height: 844 });
}

async function goesToTheCalendar({ page, base }: Visit): Promise<void> {
	const link = page.getByRole('link', { name: 'Add to calendar' });
	const answer = await page.request.get(new URL((await link.getAttribute('href'))!, base).href);
	const headers = answer.headers();
	if (headers['content-type'] !== 'text/calendar; charset=utf-8')
		throw new Error(`the calendar is ${headers['content-type']}`);
	if (headers['content-disposition'] !== 'inline; filename="passa-blankets-basslines.ics"')
		throw new Error(`the file is ${headers['content-disposition']}`);
	const text = await answer.text();
	for (const line of [
		/^DTSTART:\d{8}T\d{6}Z\r$/m,
		/^DTEND:\d{8}T\d{6}Z\r$/m,
		/^TRIGGER:-PT3H\r$/m,
		/^UID:C[A-Z2-7]{55}@passa\r$/m,
	])
		if (!line.test(text)) throw new Error(`the calendar has no ${line}: ${text}`);
	const missing = await page.request.get(new URL('/events/999/calendar', base).href);
	if (missing.status() !== 404) throw new Error('an unknown event has a calendar entry');
}

/** Black on white, without navigation, every ticket whole, with the address of its proof. */
async function isReadableOnPaper({ page, base }: Visit): Promise<void> {
	await page.emulateMedia({ media: 'print' });
	for (const gone of ['header', 'footer', 'button', 'details', 'h1'])
		if (await page.locator(gone).first().isVisible()) throw new Error(`paper shows a ${gone}`);
	const tickets = page.getByRole('article');
	if ((await tickets.count()) !== 2) throw new Error('paper has not every ticket');
	await tickets.first().getByText(`${base}/orders/`).waitFor();
	const colours = await tickets.first().evaluate((ticket) =>
		[ticket, ...ticket.querySelectorAll('*')]
			.filter((each) => each.checkVisibility())
			.map((each) => {
				const { color, backgroundColor, breakInside } = getComputedStyle(each);
				return { color, backgroundColor, breakInside };
			}),
	);
	const [sheet] = colours;
	if (sheet!.breakInside !== 'avoid') throw new Error('a ticket is torn between two pages');
	const wrong = colours.find((c) => c.color !== 'rgb(0, 0, 0)' || c.backgroundColor !== 'rgba(0, 0, 0, 0)');
	if (wrong) throw new Error(`paper shows ${JSON.stringify(wrong)}`);
	await page.emulateMedia({ media: 'screen' });
}

/** An order that failed stands in the list and leads to its page. */
export async function failedOrderIsListed(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	const phone = await phoneThat(passa, 'cancelled');
	await visit.open('/events/1/checkout?method=mpesa');
	// The first tier has one ticket left, which another story may hold.
	await page.getByRole('radio', { name: /Regular/ }).check();
	await page.getByLabel('Your M-Pesa number').fill(phone);
	await page.getByRole('button', { name: /^Pay KES/ }).click();
	await page.waitForURL(/\/pay\/[A-Z0-9]+$/);
	const reference = page.url().split('/').at(-1)!;
	await page.locator('[data-phase=failed]').waitFor({ timeout: 40_000 });
	await visit.open('/tickets');
	await page.locator(`main a[href="/pay/${reference}"].flex`).waitFor();
	await visit.accessible();
}
