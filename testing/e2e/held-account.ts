import { Keypair } from '@stellar/stellar-sdk';
import type { PassaFile } from '#scripts/passa-file.ts';
import { invitesAPayee } from './invited-payees.ts';
import { inMessageTo, lastNine } from './messages.ts';
import { freshPhone } from './phones.ts';
import { freshAddress, signInByEmail, signInByPhone } from './sign-in.ts';
import type { Visit } from './visit.ts';

/** Chromium's own authenticator: it verifies its person without a touch. */
export async function authenticator({ context, page }: Visit): Promise<{ forget(): Promise<unknown> }> {
	const session = await context.newCDPSession(page);
	await session.send('WebAuthn.enable');
	const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			automaticPresenceSimulation: true,
		},
	});
	return { forget: () => session.send('WebAuthn.clearCredentials', { authenticatorId }) };
}

/** Reads what is asked, and confirms it. */
export const confirms = ({ page }: Visit): Promise<void> =>
	page.getByRole('dialog').getByRole('button', { name: 'Confirm by passkey' }).click({ timeout: 30_000 });

/** A passkey is added, named anew, asked for, and removed. */
export async function addsAPasskey(visit: Visit, _: PassaFile): Promise<void> {
	const { page } = visit;
	await visit.open('/account/security');
	await signInByEmail(visit, freshAddress('passkey'));
	await authenticator(visit);
	await page.getByLabel('Its name').fill('Red phone');
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await visit.reads('Your recovery codes');
	await page.getByRole('link', { name: 'I have kept them' }).click();
	await page.getByText('Red phone', { exact: true }).waitFor();
	await visit.accessible();
	await visit.fits();
	await page.getByText('Change', { exact: true }).click();
	await page.getByLabel('Its name').first().fill('Blue phone');
	await page.getByRole('button', { name: 'Save the name' }).click();
	await page.getByText('Blue phone', { exact: true }).waitFor();
	await page.getByRole('button', { name: 'Remove this passkey' }).click();
	await page.getByText('You have none yet').waitFor();
}

/** A payee without a wallet is paid to an account that Passa holds: the passkey signs what is shown, and nothing else does. */
export async function isPaidByHeldAccount(visit: Visit, _: PassaFile): Promise<void> {
	const phone = freshPhone();
	const { link } = await invitesAPayee(visit, phone);
	const payee = await visit.another();
	const { page } = payee;
	await payee.open(link);
	await signInByPhone(payee, phone);
	await authenticator(payee);
	await payee.reads(/shares ticket money with you/);
	await page.getByRole('button', { name: 'Account held by Passa' }).click();
	await payee.reads('You have none yet');
	await payee.accessible();
	await payee.fits();
	await page.getByRole('link', { name: 'Add a passkey' }).click();
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await payee.reads('Your recovery codes');
	await page.getByRole('link', { name: 'I have kept them' }).click();
	await page.getByRole('button', { name: 'Open my account' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByText('Open your account').waitFor();
	await payee.accessible();
	await dialog.getByRole('button', { name: 'Not now' }).click();
	await page.getByRole('alert').filter({ hasText: 'Nothing was signed.' }).waitFor();
	await page.getByRole('button', { name: 'Open my account' }).click();
	await dialog.getByRole('button', { name: 'Confirm by passkey' }).click();
	await payee.reads(/shares ticket money with you/, 30_000);
	await page.getByRole('button', { name: 'Account held by Passa' }).click();
	await dialog.getByText('Exactly this is signed').click({ timeout: 30_000 });
	await dialog.getByText('be paid to this wallet as a payee of an event').waitFor();
	await dialog.getByRole('button', { name: 'Confirm by passkey' }).click();
	await page.getByText(/You are paid to G/).waitFor({ timeout: 30_000 });
	await namesAWallet(payee, phone);
	payee.mustBeClean();
	await payee.context.close();
}

/** A new wallet waits, and its owner is told. */
async function namesAWallet(payee: Visit, phone: string): Promise<void> {
	const { page } = payee;
	const wallet = Keypair.random().publicKey();
	await payee.open('/account/held');
	await page.locator('[data-balance]').filter({ hasText: '0 USDC' }).waitFor({ timeout: 30_000 });
	await page.getByLabel('Add a wallet of yours').fill(wallet);
	await page.getByRole('button', { name: 'Add it' }).click();
	await page.getByRole('dialog').getByText(wallet).waitFor();
	await payee.accessible();
	await page.getByRole('dialog').getByRole('button', { name: 'Confirm by passkey' }).click();
	await page.getByText('Wallet added').waitFor();
	await page.getByText(/Can be paid from|We are sending you a message about it/).waitFor();
	await payee.fits();
	await payee.accessible();
	await inMessageTo(payee, lastNine(phone), new RegExp(wallet.slice(-4)));
}
