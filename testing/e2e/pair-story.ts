import type { PassaFile } from '#scripts/passa-file.ts';
import { FakeFreighter } from './fake-freighter.ts';
import { isPass, shownCode } from './pass-stories.ts';
import { buyByCommand } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

/**
 * A fan with a wallet on a computer puts the pass on a phone that has none and is signed in nowhere: the phone scans a code,
 * both show a number, and the computer gives it. Another phone that scanned the same code gets nothing.
 */
export async function passGoesToPhone(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const { wallet, path } = await buyByCommand(passa, dataDir, { event: 1, tier: 1 });
	const pass = path.replace('?', '/pass?');
	await page.setViewportSize({ width: 1280, height: 800 });
	await visit.open(`/sign-in?${new URLSearchParams({ by: 'wallet', next: pass })}`);
	const freighter = await FakeFreighter.bring(page, wallet.secret(), passa.networkPassphrase);
	await freighter.install();
	await page.getByRole('button', { name: 'Continue with Freighter' }).click();
	await shownCode(visit);
	await page.getByRole('link', { name: 'Put it on your phone' }).click();
	await page.getByText('Waiting for your phone').waitFor();
	const link = (await shownCode(visit)).replace(visit.base, '');
	if (!/^\/pair#[\w-]{22}$/.test(link)) throw new Error(`the code says ${link}`);
	await looks(visit);
	const phone = await visit.another();
	await phone.context.clearCookies();
	await phone.open(link);
	const check = await checkOf(phone);
	await looks(phone);
	if ((await checkOf(visit)) !== check) throw new Error('the two screens show other numbers');
	await looks(visit);
	await anotherPhoneIsLate(visit, link);
	await page.getByRole('button', { name: 'Yes, give it the pass' }).click();
	await page.getByText('The pass is on your phone now.').waitFor();
	await phone.page.waitForURL(/\/pass#/);
	await isPass(phone, await shownCode(phone));
	if (phone.page.url().includes(link.split('#')[1]!)) throw new Error('the address keeps the secret');
	await phone.page.reload();
	await isPass(phone, await shownCode(phone));
	phone.mustBeClean();
	await phone.context.close();
}

async function anotherPhoneIsLate(visit: Visit, link: string): Promise<void> {
	const other = await visit.another();
	await other.context.clearCookies();
	await other.open(link);
	await other.page.getByText('Another phone has scanned this code.').waitFor();
	other.forgive(/409/);
	await looks(other);
	await other.page.goto(new URL('/pair#short', visit.base).href);
	await other.page.reload();
	await other.page.getByText('This link is not whole.').waitFor();
	await other.context.close();
}

async function checkOf({ page }: Visit): Promise<string> {
	const check = page.locator('[data-check]');
	await check.waitFor({ timeout: 20_000 });
	return (await check.getAttribute('data-check'))!;
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
