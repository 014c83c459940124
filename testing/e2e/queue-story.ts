import { readFileSync } from 'node:fs';
import type { PassaFile } from '#scripts/passa-file.ts';
import { typesPin } from './gate-lock.ts';
import { choosesPin, gateOpens, gatePin, isAnswered, organizerAddsGate } from './gate-story.ts';
import { passOf, shownCode } from './pass-stories.ts';
import type { Visit } from './visit.ts';

/** Milliseconds: longer than the longest wait after a wrong PIN. */
const longWait = 601_000;
const mostWrong = 10;

/**
 * A phone that let somebody in without a network is ended before it could upload. It saves what it decided as a file, which the
 * organizer takes over; enrolled again, it uploads the same, and nothing is counted twice. At last somebody guesses its PIN.
 */
export async function queueOutlivesItsPhone(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const no = await organizerAddsGate(visit, passa, dataDir);
	const device = await gateOpens(visit, await visit.another());
	const fan = await passOf(visit, `/events/${no}`, 0);
	await knowsTicket(device);
	await device.context.setOffline(true);
	await isAnswered(device, await shownCode(fan), 'admit', 'device');
	await device.page.locator('[data-waiting="1"]').waitFor();
	await page.reload();
	await page.getByText('End this phone').first().click();
	await page.getByRole('button', { name: 'End this phone' }).click();
	await page.locator('[data-device=ended]').waitFor();
	await device.context.setOffline(false);
	await device.page.getByRole('button', { name: 'Update now' }).click();
	await device.reads('The organizer ended this gate here');
	device.forgive(/401|ERR_INTERNET_DISCONNECTED|Failed to load resource/);
	await device.page.locator('[data-unsent="1"]').waitFor();
	await device.accessible();
	const saved = device.page.waitForEvent('download');
	await device.page.locator('[data-save]').click();
	await organizerTakes(visit, await (await saved).path());
	await enrolsAgain(visit, device);
	await pinIsGuessed(device);
	for (const each of [device, fan]) {
		each.mustBeClean();
		await each.context.close();
	}
}

/** Its list has the fan's ticket: the service makes a new one when somebody asks a moment later. */
async function knowsTicket({ page }: Visit): Promise<void> {
	const listed = page.locator('[data-in]').getByText('of 1');
	for (let tries = 0; tries < 20 && !(await listed.isVisible()); tries++) {
		await page.getByRole('button', { name: 'Update now' }).click();
		await listed.waitFor({ timeout: 2_000 }).catch(() => {});
	}
	await listed.waitFor();
}

async function organizerTakes(visit: Visit, file: string): Promise<void> {
	const { page } = visit;
	const gives = async (name: string, buffer: Buffer) => {
		await page
			.getByLabel('File of the gate phone')
			.setInputFiles({ name, mimeType: 'application/json', buffer });
		await page.getByRole('button', { name: 'Take it over' }).click();
	};
	await gives('other.json', Buffer.from('{}'));
	await page.getByText('This is no file of a gate phone.').waitFor();
	visit.forgive(/400/);
	await gives('queue.json', readFileSync(file));
	await page.locator('[data-taken]').getByText('Recorded: 1').waitFor();
	await gives('queue.json', readFileSync(file));
	await page.locator('[data-taken]').getByText('Known before: 1').waitFor();
	await visit.accessible();
	await visit.fits();
	await page.getByText('1 in').waitFor();
}

async function enrolsAgain(visit: Visit, { page }: Visit): Promise<void> {
	await visit.page.getByRole('button', { name: 'Add a phone' }).click();
	const code = (await visit.page.locator('[data-code]').getAttribute('data-code'))!;
	await page.getByLabel('Code from the organizer').fill(code);
	await page.getByLabel('Name of this device').fill('The same phone');
	await choosesPin({ page } as Visit, gatePin);
	await page.getByRole('heading', { name: 'Main entrance' }).waitFor();
	await page.locator('[data-waiting]').waitFor({ state: 'detached' });
	if ((await page.locator('[data-in]').textContent())?.match(/\d+/)?.[0] !== '1')
		throw new Error('an entry is counted twice');
}

/** Each wrong PIN makes the next one wait; with the tenth the phone is no gate any more. */
async function pinIsGuessed(device: Visit): Promise<void> {
	const { page } = device;
	await page.reload();
	await device.reads('This gate is locked');
	await page.clock.install();
	for (let wrong = 1; wrong < mostWrong; wrong++) {
		await typesPin(device, '590211');
		await page.locator(`[data-wrong="${wrong}"]`).waitFor();
		await page.clock.fastForward(longWait);
	}
	await typesPin(device, '590211');
	await device.reads('Too many wrong PINs');
	await device.accessible();
	await page.reload();
	await device.reads('Too many wrong PINs');
}
