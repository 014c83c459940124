import { Keypair } from '@stellar/stellar-sdk';
import type { PassaFile } from '#scripts/passa-file.ts';
import { inEachLayout } from './each-layout.ts';
import { inMessageTo, lastNine } from './messages.ts';
import { type OwnEvent, ownEvent } from './own-event.ts';
import { freshPhone } from './phones.ts';
import { freshAddress, signInByEmail, signInByPhone } from './sign-in.ts';
import type { Visit } from './visit.ts';

/**
 * Two people of a team have the live page open. One proposes to stop a gate, and may not confirm it; the other one's page shows
 * it by itself, and their press stops the gate for both. Then they move it, and write to all holders.
 */
export async function secondPersonConfirms(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { event, team } = await teamWithEvent(visit, passa, dataDir);
	const path = await livePath(visit, passa, event);
	await namesGate(visit, path.replace('/live', '/gates'));
	const second = await colleague(visit, team);
	await visit.open(path);
	await second.open(path);
	await proposes(visit, /^Propose to stop it/);
	await visit.page.getByText('You proposed').waitFor();
	if (await visit.page.getByRole('button', { name: 'Confirm: do it now' }).count())
		throw new Error('who proposes may confirm');
	await second.page.locator('[data-proposal]').waitFor({ timeout: 15_000 });
	await second.fits();
	await second.accessible();
	await confirms(second, 'Stop the gate');
	for (const each of [visit, second])
		await each.page.locator('[data-gate="River gate"]').getByText('stopped').waitFor({ timeout: 15_000 });
	await moves(second, visit);
	await writes(visit, second);
	await inEachLayout(visit, path);
	await visit.unfold();
	await visit.fits();
	await visit.accessible();
	second.mustBeClean();
	await second.context.close();
}

async function teamWithEvent(
	visit: Visit,
	passa: PassaFile,
	dataDir: string,
): Promise<{ event: OwnEvent; team: string }> {
	const { page } = visit;
	const team = `River Sounds ${crypto.randomUUID().slice(0, 4)}`;
	await visit.open('/organizer/team');
	await signInByEmail(visit, freshAddress('mwende'));
	await page.getByLabel('The name that fans see').fill(team);
	await page.getByRole('button', { name: 'Start the team' }).click();
	await page.getByText('Your team is ready.').waitFor();
	const key = Keypair.random();
	await fetch(`${passa.friendbot}?addr=${key.publicKey()}`);
	await linksWallet(visit, key);
	const organizer = { address: key.publicKey(), secret: key.secret() };
	return { event: await ownEvent(passa, dataDir, { tonight: true, organizer }), team };
}

/** The wallet publishes for the team, as the editor's Money step would link it. */
async function linksWallet({ page, base }: Visit, key: Keypair): Promise<void> {
	const post = async (path: string, data: object) => {
		const answer = await page.request.post(new URL(`/api/platform/v1${path}`, base).href, {
			data,
			headers: { origin: new URL(base).origin },
		});
		if (!answer.ok()) throw new Error(`${path} answers ${answer.status()}: ${await answer.text()}`);
		return answer.json();
	};
	const { nonce, message } = await post('/wallets', { address: key.publicKey(), by: 'message' });
	const signature = Buffer.from(key.signMessage(message)).toString('base64');
	await post('/wallets/verify', { nonce, signature });
}

async function livePath(visit: Visit, passa: PassaFile, { address }: OwnEvent): Promise<string> {
	const answer = await fetch(`${passa.indexer}/v1/events/${address}`);
	const { no } = (await answer.json()) as { no: number };
	await visit.open(`/organizer/events/${no}`);
	await visit.page.getByRole('link', { name: 'Live at the doors' }).waitFor();
	return `/organizer/events/${no}/live`;
}

async function namesGate(visit: Visit, path: string): Promise<void> {
	const name = visit.page.getByLabel('Name of the gate');
	// The relayer hears of a new event within seconds.
	for (const end = Date.now() + 30_000; ; await visit.page.waitForTimeout(1000)) {
		await visit.open(path);
		if (await name.isVisible()) break;
		if (Date.now() > end) throw new Error('the relayer does not know the event');
	}
	await name.fill('River gate');
	await visit.page.getByRole('button', { name: /^Add/ }).click();
	await visit.reads('River gate');
}

/** Somebody who may supervise the gates, and write and change events. */
async function colleague(visit: Visit, team: string): Promise<Visit> {
	const { page } = visit;
	const phone = freshPhone();
	await visit.open('/organizer/team');
	const form = page.getByRole('region', { name: 'Invite somebody' });
	await form.getByLabel('Phone number or e-mail address').fill(phone);
	await form.getByLabel('Supervise the gate').check();
	await form.getByRole('button', { name: 'Send the invitation' }).click();
	await page.getByText('The invitation is on its way.').waitFor();
	const link = await inMessageTo(visit, lastNine(phone), /https?:\/\/\S+\/invitations\/[\w-]+/);
	const second = await visit.another();
	await second.open(new URL(link).pathname);
	await signInByPhone(second, phone);
	await second.page.getByRole('button', { name: `Join ${team}` }).click();
	await second.reads('Your events');
	return second;
}

async function proposes(visit: Visit, button: RegExp): Promise<void> {
	const shown = visit.page.getByText('Stop or move a gate, write to all holders');
	const wanted = visit.page.getByRole('button', { name: button });
	if (!(await wanted.isVisible())) await shown.click();
	await wanted.click();
}

/** The page of the other one shows it without a reload. */
async function confirms({ page }: Visit, what: string): Promise<void> {
	await page.locator('[data-proposal]').filter({ hasText: what }).waitFor({ timeout: 15_000 });
	await page.getByRole('button', { name: 'Confirm: do it now' }).click();
	await page.locator('[data-trail="done"]').filter({ hasText: what }).waitFor({ timeout: 15_000 });
}

async function moves(one: Visit, other: Visit): Promise<void> {
	const gate = one.page.locator('[data-gate="River gate"]');
	await gate.getByText('Move it').click();
	await gate.getByLabel('Its name from now on').fill('Bridge gate');
	await gate.getByRole('button', { name: 'Propose this for all its phones' }).click();
	await confirms(other, 'becomes');
	await one.page.locator('[data-gate="Bridge gate"]').waitFor({ timeout: 15_000 });
}

async function writes(one: Visit, other: Visit): Promise<void> {
	const text = one.page.getByLabel(/plain letters, no link/);
	await text.fill('Prizes at bad.example now');
	await one.page.getByRole('button', { name: 'Propose this message' }).click();
	await one.page.getByRole('alert').filter({ hasText: 'no link' }).waitFor();
	one.forgive(/400/);
	if ((await text.inputValue()) === '') throw new Error('the refused message is forgotten');
	await text.fill('The river gate moved to the bridge');
	await one.page.getByRole('button', { name: 'Propose this message' }).click();
	await confirms(other, 'moved to the bridge');
	await other.page.getByText('It goes to 0 numbers and addresses.').waitFor();
}
