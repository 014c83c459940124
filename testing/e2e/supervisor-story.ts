import type { PassaFile } from '#scripts/passa-file.ts';
import { gateOpens, isAnswered, organizerAddsGate } from './gate-story.ts';
import { passOf, shownCode } from './pass-stories.ts';
import type { Visit } from './visit.ts';

/**
 * A gate refuses a ticket and shows a code for the supervisor's own phone, which finds the ticket, takes its entry back and lets its
 * person in with a reason. A ticket is also found by its short code. A code for a phone is withdrawn before one uses it.
 */
export async function supervisorHelps(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const no = await organizerAddsGate(visit, passa, dataDir);
	const device = await gateOpens(visit, await visit.another());
	await codeIsWithdrawn(visit);
	const fan = await passOf(visit, `/events/${no}`, 0);
	await isAnswered(device, await shownCode(fan), 'admit', 'either');
	await isAnswered(device, await shownCode(fan), 'used', 'either');
	await device.page.getByText('Ask a supervisor').click();
	await device.accessible();
	await device.fits();
	const help = new URL(
		(await device.page.locator('[data-answer] svg[data-payload]').getAttribute('data-payload'))!,
	);
	await visit.open(help.pathname + help.search);
	await page.getByText(/^In since .* at Main entrance\./).waitFor();
	await looks(visit);
	await page.getByRole('button', { name: 'Take this entry back' }).click();
	await page.locator('[data-did=undone]').waitFor();
	await page.locator('[data-state=valid]').waitFor();
	await looks(visit);
	await page.getByRole('button', { name: 'Let them in' }).click();
	await page.getByText('Say why you let them in').waitFor();
	visit.forgive(/400/);
	await page.getByLabel('Why you let them in').selectOption('Phone empty or broken');
	await page.getByLabel('In your own words').fill('ID of Amina seen');
	await page.getByRole('button', { name: 'Let them in' }).click();
	await page.locator('[data-did=in]').waitFor();
	await page.locator('[data-state=in]').waitFor();
	await page.getByText('Phone empty or broken: ID of Amina seen').waitFor();
	await looks(visit);
	await isAnswered(device, await shownCode(fan), 'used', 'either');
	await found(
		visit,
		no,
		fan,
		(await fan.page.locator('article .figures').last().textContent())!.toLowerCase(),
	);
	await pagesBefore(visit, no);
	for (const each of [device, fan]) {
		each.mustBeClean();
		await each.context.close();
	}
}

async function found(visit: Visit, no: string, fan: Visit, code: string): Promise<void> {
	const { page } = visit;
	await visit.open(`/organizer/events/${no}/supervise`);
	await page.getByLabel('Ticket', { exact: true }).fill(code);
	await page.getByRole('button', { name: 'Find' }).click();
	await page.locator('[data-found="1"] [data-state=in]').waitFor();
	const reference = new URL(fan.payUrl).pathname.split('/').at(-1)!;
	for (const q of [reference, reference.toLowerCase()]) {
		await page.getByLabel('Ticket', { exact: true }).fill(q);
		await page.getByRole('button', { name: 'Find' }).click();
		await page.waitForURL(new RegExp(`q=${q}$`));
		await page.locator('[data-found="1"] [data-state=in]').waitFor();
	}
	await page.getByLabel('Ticket', { exact: true }).fill('ZZZ-ZZZ');
	await page.getByRole('button', { name: 'Find' }).click();
	await page.getByText('No ticket of this event is found by that.').waitFor();
	await visit.accessible();
}

async function codeIsWithdrawn(visit: Visit): Promise<void> {
	const { page } = visit;
	await page.reload();
	await page.getByRole('button', { name: 'Add a phone' }).click();
	const code = (await page.locator('[data-code]').getAttribute('data-code'))!;
	const waiting = page.locator('[data-device=code]');
	await waiting.locator('summary').click();
	await visit.accessible();
	await waiting.getByRole('button', { name: 'Withdraw the code' }).click();
	await waiting.waitFor({ state: 'detached' });
	const late = await visit.another();
	await late.open(`/gate#${encodeURIComponent(code)}`);
	await late.page.getByLabel('Name of this device').fill('Too late');
	await late.page.getByLabel('PIN of six digits').fill('481516');
	await late.page.getByLabel('The PIN once more').fill('481516');
	await late.page.getByRole('button', { name: 'Start' }).click();
	await late.page.getByText('That code was used, or is over').waitFor();
	await late.context.close();
}

/** What an organizer prints and checks before the doors open. */
async function pagesBefore(visit: Visit, no: string): Promise<void> {
	for (const name of ['checklist', 'gates/print', 'gates']) {
		await visit.open(`/organizer/events/${no}/${name}`);
		await visit.page.locator('h1').waitFor();
		await looks(visit);
	}
}

async function looks(visit: Visit): Promise<void> {
	const before = visit.page.viewportSize()!;
	for (const width of [320, 390, 1280]) {
		await visit.page.setViewportSize({ width, height: 844 });
		await visit.fits();
	}
	await visit.page.setViewportSize(before);
	await visit.accessible();
}
