import type { PassaFile } from '#scripts/passa-file.ts';
import type { Visit } from './visit.ts';

/** A fan of the demo whose wallet has a ticket of the event of today comes by the code on the screen, writes and withdraws. */
export async function writesByWallet(fan: Visit, passa: PassaFile, no: number): Promise<void> {
	const { page } = fan;
	const holder = passa.passes?.at(-1)?.holder;
	const secret = passa.people.find(({ name, role }) => name === holder && role === 'fan')?.secret;
	if (!secret) throw new Error('passa.json has no fan with a ticket of today');
	const text = `Kutoka pochi ${Date.now() % 100_000}`;
	await fan.open(`/wall/${no}/post`);
	await fan.reads('Write for the wall');
	await page.getByText('No ticket for this event is known').waitFor();
	await fan.accessible();
	await fan.open(`/sign-in?by=wallet&next=/wall/${no}/post`);
	await page.evaluate((key) => localStorage.setItem('passa.demo-wallet', key), secret);
	await page.getByRole('button', { name: 'Continue with the demo wallet' }).click();
	await page.locator('[data-way]').first().click();
	await page.getByLabel('Your post').fill(text);
	await page.getByLabel(/^I agree/).check();
	await page.getByRole('button', { name: 'Send to the organizer' }).click();
	await page.locator('[data-own-post=waiting]').getByText(text).waitFor();
	await fan.accessible();
	await fan.fits();
	await page.getByRole('button', { name: `Withdraw: ${text}` }).click();
	await page.getByText('Withdrawn.').waitFor();
	if ((await page.getByText(text).count()) > 0) throw new Error(`“${text}” is still there`);
}
