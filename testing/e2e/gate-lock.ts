import type { Visit } from './visit.ts';

/** Milliseconds: longer than a gate that nobody uses stays open. */
const idle = 6 * 60_000;

export async function typesPin({ page }: Visit, pin: string): Promise<void> {
	await page.getByLabel('PIN of six digits').fill(pin);
	await page.getByRole('button', { name: 'Unlock' }).click();
}

/** A page that is opened again asks for the PIN. A wrong one is counted, also over a reload, and the fourth has to wait. */
export async function isLockedByPin(device: Visit, pin: string): Promise<void> {
	const { page } = device;
	await page.reload();
	await device.reads('This gate is locked');
	await device.accessible();
	await device.fits();
	for (const wrong of [1, 2, 3]) {
		await typesPin(device, '590211');
		await page.locator(`[data-wrong="${wrong}"]`).waitFor();
	}
	await page.locator('[data-wait]').waitFor();
	await page.reload();
	await page.locator('[data-wrong="3"]').waitFor();
	await device.accessible();
	await device.fits();
	await page.locator('[data-wait]').waitFor({ state: 'detached' });
	await typesPin(device, pin);
	await device.reads('Main entrance');
}

/** Nobody used it for some minutes. */
export async function locksWhenIdle(device: Visit, pin: string): Promise<void> {
	const { page } = device;
	await page.clock.install();
	await page.clock.fastForward(idle);
	await device.reads('This gate is locked');
	await typesPin(device, pin);
	await device.reads('Main entrance');
}

/** One tab decides. The other says so, and can take over; the first one is told. */
export async function decidesInOneTab(device: Visit, pin: string): Promise<void> {
	const { page, context } = device;
	const tab = await context.newPage();
	await tab.goto(new URL('/gate', device.base).href);
	await tab.getByRole('heading', { name: 'The gate is open in another tab' }).waitFor();
	if (await page.getByText('The gate is open in another tab').isVisible())
		throw new Error('the first tab gave up before anybody asked it to');
	await tab.getByRole('button', { name: 'Use it here' }).click();
	await tab.getByRole('heading', { name: 'This gate is locked' }).waitFor();
	await device.reads('The gate is open in another tab');
	await device.accessible();
	await tab.close();
	await page.getByRole('button', { name: 'Use it here' }).click();
	await typesPin(device, pin);
	await device.reads('Main entrance');
}
