import { codeAt, stepAt } from '#platform/factors/totp.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { freshAddress, signInByEmail } from './sign-in.ts';
import type { Visit } from './visit.ts';

const page = '/account/security';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An authenticator app is added by its key; elsewhere it is asked for, and a recovery code stands in for it once. */
export async function addsAnApp(visit: Visit, _: PassaFile): Promise<void> {
	const address = freshAddress('careful');
	await visit.open(page);
	await signInByEmail(visit, address);
	await visit.reads('Second factor');
	await visit.accessible();
	await visit.page.getByRole('button', { name: 'Add an authenticator app' }).click();
	const key = visit.page.locator('[data-secret]');
	await key.waitFor();
	const secret = secretOf((await key.getAttribute('data-secret'))!);
	await visit.fits();
	await visit.accessible();
	const code = codeAt(secret, stepAt(new Date()));
	await visit.page.getByLabel('Enter the six digits').fill(code === '000000' ? '111111' : '000000');
	await visit.page.getByRole('button', { name: 'Turn it on' }).click();
	await visit.page.getByRole('alert').filter({ hasText: 'That code is not right' }).waitFor();
	visit.forgive(/400/);
	await visit.page.getByLabel('Enter the six digits').fill(codeAt(secret, stepAt(new Date())));
	await visit.page.getByRole('button', { name: 'Turn it on' }).click();
	await visit.reads('Your recovery codes');
	await visit.fits();
	await visit.accessible();
	const codes = await visit.page.locator('[data-codes] li').allTextContents();
	if (codes.length !== 10) throw new Error(`${codes.length} recovery codes are shown`);
	await visit.page.getByRole('link', { name: 'I have kept them' }).click();
	await visit.page.getByText('10 recovery codes are left').waitFor();
	await asksElsewhere(await visit.another(), address, codes[0]!);
}

async function asksElsewhere(visit: Visit, address: string, recovery: string): Promise<void> {
	await visit.open(`${page}?next=%2Faccount`);
	await signInByEmail(visit, address);
	await visit.reads('Second factor');
	await visit.accessible();
	const answer = async (code: string) => {
		await visit.page.getByLabel('Code of your app, or a recovery code').fill(code);
		await visit.page.getByRole('button', { name: 'Go on' }).click();
	};
	await answer('000000');
	await visit.page.getByRole('alert').filter({ hasText: 'That code is not right' }).waitFor();
	visit.forgive(/400/);
	await answer(recovery.toLowerCase());
	await visit.page.waitForURL((url) => url.pathname === '/account');
	await visit.open(page);
	await visit.page.getByText('9 recovery codes are left').waitFor();
	await visit.page.getByText('Remove the app').first().click();
	await visit.page.getByRole('button', { name: 'Remove it' }).click();
	await visit.page.getByText('The second factor is removed.').waitFor();
	await visit.mustBeClean();
	await visit.context.close();
}

/** Adds an app where a page asks for it, and goes on there. */
export async function turnsOnAnApp({ page }: Visit): Promise<void> {
	await page.getByText('This step asks for a second factor').waitFor();
	await page.getByRole('button', { name: 'Add an authenticator app' }).click();
	const key = page.locator('[data-secret]');
	await key.waitFor();
	const secret = secretOf((await key.getAttribute('data-secret'))!);
	await page.getByLabel('Enter the six digits').fill(codeAt(secret, stepAt(new Date())));
	await page.getByRole('button', { name: 'Turn it on' }).click();
	await page.getByRole('link', { name: 'I have kept them' }).click();
}

/** RFC 4648. */
function secretOf(text: string): Uint8Array {
	const bits = [...text].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
	return new Uint8Array(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
}
