import type { PassaFile } from '#scripts/passa-file.ts';
import { decidesInOneTab, isLockedByPin, locksWhenIdle, typesPin } from './gate-lock.ts';
import { organizerSignsIn, ownEvent } from './own-event.ts';
import { passOf, shownCode } from './pass-stories.ts';
import type { Visit } from './visit.ts';

/** Milliseconds. A camera that still sees the last person's pass is not the next person. */
const samePass = 6_500;
export const gatePin = '481516';

/**
 * An organizer names a gate and shows a code, a phone becomes the gate, and fans come in: with a network, a second time, and
 * without one; what was decided alone is uploaded. The organizer sees who is in, and ends the phone.
 */
export async function fansComeIn(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const no = await organizerAddsGate(visit, passa, dataDir);
	await visit.accessible();
	await visit.fits();
	const device = await gateOpens(visit, await visit.another());
	await isLockedByPin(device, gatePin);
	await decidesInOneTab(device, gatePin);
	const [ann, ben] = [await passOf(visit, `/events/${no}`, 0), await passOf(visit, `/events/${no}`, 0)];
	await isAnswered(device, await shownCode(ann), 'admit', 'either');
	await isAnswered(device, await shownCode(ann), 'used', 'either');
	await device.accessible();
	await rememberedScans(device);
	await ann.page.reload();
	await ann.page.getByText('You are in').waitFor();
	await comesInOffline(device, ben);
	await page.reload();
	await page.getByText('2 in').waitFor();
	await visit.accessible();
	await locksWhenIdle(device, gatePin);
	await page.getByText('End this phone').first().click();
	await page.getByRole('button', { name: 'End this phone' }).click();
	await page.locator('[data-device=ended]').waitFor();
	await device.page.getByRole('button', { name: 'Update now' }).click();
	await device.reads('The organizer ended this gate here');
	device.forgive(/401/);
	await device.accessible();
	for (const each of [device, ann, ben]) {
		each.mustBeClean();
		await each.context.close();
	}
}

/** An organizer with an event of tonight names its gate. Returns the event's number. */
export async function organizerAddsGate(visit: Visit, passa: PassaFile, dataDir: string): Promise<string> {
	const own = await ownEvent(passa, dataDir, { tonight: true });
	const { page } = visit;
	await organizerSignsIn(visit, own.secret);
	await page.getByRole('link', { name: `Sales of ${own.name}` }).click();
	await page.waitForURL(/\/organizer\/events\/\d+$/);
	const no = new URL(page.url()).pathname.split('/').at(-1)!;
	await page.getByRole('link', { name: 'Gates', exact: true }).click();
	await visit.reads('Gates');
	await page.getByLabel('Name of the gate').fill('Main entrance');
	await page.getByRole('button', { name: 'Add the gate' }).click();
	await visit.reads('Main entrance');
	return no;
}

/** Somebody asks whether they came in: the gate lists its last scans. */
async function rememberedScans({ page }: Visit): Promise<void> {
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByText('Last scans').click();
	const listed = page.locator('[data-recent] li');
	await listed.getByText(/^Used already/).waitFor();
	await listed.getByText(/^Come in/).waitFor();
	await page.getByText('Last scans').click();
}

/** Another phone opens the code's link and becomes the gate. The code works once. */
export async function gateOpens(organizer: Visit, device: Visit): Promise<Visit> {
	await organizer.page.getByRole('button', { name: 'Add a phone' }).click();
	const offered = organizer.page.locator('[data-code]');
	await offered.waitFor();
	await organizer.accessible();
	await organizer.fits();
	const code = (await offered.getAttribute('data-code'))!;
	await device.open(`/gate#${encodeURIComponent(code)}`);
	await device.reads('Make this phone a gate');
	await device.accessible();
	await device.fits();
	if (device.page.url().includes('#')) throw new Error('the code stays in the address');
	await device.page.getByLabel('Name of this device').fill('Phone at the rope');
	await choosesPin(device, '123456');
	await device.page.getByText('Choose a PIN that nobody guesses').waitFor();
	await choosesPin(device, gatePin);
	await device.reads('Main entrance');
	await device.page.locator('[data-mode=online]').waitFor();
	await device.accessible();
	await device.fits();
	const thief = await organizer.another();
	await thief.open(`/gate#${encodeURIComponent(code)}`);
	await thief.page.getByLabel('Name of this device').fill('Another phone');
	await choosesPin(thief, gatePin);
	await thief.page.getByText('That code was used, or is over').waitFor();
	await thief.context.close();
	return device;
}

export async function choosesPin({ page }: Visit, chosen: string): Promise<void> {
	await page.getByLabel('PIN of six digits').fill(chosen);
	await page.getByLabel('The PIN once more').fill(chosen);
	await page.getByRole('button', { name: 'Start' }).click();
}

/** Scans as a hardware scanner does, and reads the answer. `either`: on a busy machine the phone may not wait for the service. */
export async function isAnswered(
	{ page }: Visit,
	code: string,
	look: string,
	by: 'either' | 'device',
): Promise<void> {
	const answer = page.locator('[data-answer]');
	await answer.waitFor({ state: 'detached', timeout: 5_000 }).catch(async () => {
		await page.getByRole('button', { name: 'Next' }).click();
	});
	await page.waitForTimeout(samePass);
	await page.locator('[data-scan]').fill(code);
	await page.locator('[data-scan]').press('Enter');
	await answer.waitFor();
	const found = await answer.getAttribute('data-answer');
	if (found !== look) throw new Error(`a pass is ${found}, not ${look}: ${await answer.textContent()}`);
	if (by === 'device' && (await answer.getAttribute('data-by')) !== by)
		throw new Error('the service answered without a network');
}

/** Without a network the phone decides alone, also after a reload; back in it, the service hears of it once. */
async function comesInOffline(device: Visit, fan: Visit): Promise<void> {
	const { page, context } = device;
	await page.getByRole('button', { name: 'Update now' }).click();
	await page.getByRole('button', { name: 'Update now' }).waitFor();
	await page.reload();
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await page.reload();
	await typesPin(device, gatePin);
	await device.reads('Main entrance');
	await context.setOffline(true);
	await isAnswered(device, await shownCode(fan), 'admit', 'device');
	await page.locator('[data-mode=offline]').waitFor();
	await page.reload();
	await page.locator('[data-waiting="1"]').waitFor();
	await typesPin(device, gatePin);
	await device.reads('Main entrance');
	await page.locator('[data-waiting="1"]').waitFor();
	await isAnswered(device, await shownCode(fan), 'used', 'device');
	await device.fits();
	device.forgive(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
	await context.setOffline(false);
	await page.getByRole('button', { name: 'Next' }).click();
	await page.getByRole('button', { name: 'Update now' }).click();
	await page.locator('[data-mode=online]').waitFor();
	await page.locator('[data-waiting]').waitFor({ state: 'detached' });
}
