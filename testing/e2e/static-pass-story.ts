import type { PassaFile } from '#scripts/passa-file.ts';
import { gateOpens, isAnswered, organizerAddsGate } from './gate-story.ts';
import { inMessageTo, lastNine } from './messages.ts';
import { getsPass } from './pass-stories.ts';
import type { Visit } from './visit.ts';

/** Bytes: a page with one code is smaller than a picture of it. */
const [leastPdf, mostPdf] = [5_000, 150_000];

/**
 * An organizer lets people come without a smartphone. A fan prints the pass, and gets a newer code by SMS, which ends the
 * paper: the gate admits that code once, and says that staff ask for an ID.
 */
export async function comesWithoutSmartphone(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const no = await organizerAddsGate(visit, passa, dataDir);
	const fan = await visit.another();
	const phone = await getsPass(fan, `/events/${no}`, 0);
	await fan.open(`${new URL(fan.payUrl).pathname}/pass/paper`);
	await fan.page.locator('[data-off]').waitFor();
	await page.locator('[data-paper-passes] input').first().check();
	await page.locator('[data-paper-passes] button').click();
	await page.locator('[data-paper-passes] input:checked').first().waitFor();
	await visit.accessible();
	await visit.fits();
	const device = await gateOpens(visit, await visit.another());
	const paper = await prints(fan);
	const sms = await getsBySms(fan, phone);
	await isAnswered(device, paper, 'refuse', 'either');
	await isAnswered(device, sms, 'admit', 'either');
	await device.page.getByText('Code on paper or by SMS: ask for an ID.', { exact: true }).waitFor();
	await isAnswered(device, sms, 'used', 'either');
	for (const each of [device, fan]) {
		each.mustBeClean();
		await each.context.close();
	}
}

async function prints(fan: Visit): Promise<string> {
	const { page } = fan;
	await fan.open(new URL(fan.payUrl).pathname);
	await page.locator('[data-paper]').click();
	await fan.reads('Pass without a smartphone');
	await fan.accessible();
	await fan.fits();
	await page.getByRole('button', { name: 'Print it' }).click();
	await fan.reads('Your pass to print');
	await fan.accessible();
	await fan.fits();
	for (const name of ['PDF for a page (A4)', 'PDF for a receipt printer (80 mm)']) {
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('button', { name }).click(),
		]);
		const bytes = Buffer.concat(await (await download.createReadStream()).toArray());
		if (!bytes.subarray(0, 5).equals(Buffer.from('%PDF-'))) throw new Error(`${name} is no PDF`);
		if (bytes.length < leastPdf || bytes.length > mostPdf)
			throw new Error(`${name} has ${bytes.length} bytes`);
	}
	return (await page.locator('[data-static] [data-code]').first().textContent())!.trim();
}

async function getsBySms(fan: Visit, phone: string): Promise<string> {
	const { page } = fan;
	await page.getByRole('link', { name: 'Make another' }).click();
	await page.getByRole('button', { name: 'Send it by SMS' }).click();
	await page.getByText('Sent to 2547').waitFor();
	await fan.accessible();
	await fan.fits();
	return inMessageTo(fan, lastNine(phone), /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/);
}
