import { Asset, Keypair, Operation } from '@stellar/stellar-sdk';
import { keyOf, readDeployment } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { secondSupportAddress, supportAddress } from '#scripts/services.ts';
import { openWallets } from '#testing/fixtures/deployed-network.ts';
import { buyAt } from './buy-at.ts';
import { isAudited } from './manage-steps.ts';
import { ownEvent } from './own-event.ts';
import { eventNoOf, looks } from './refund-stories.ts';
import { signInByEmail } from './sign-in.ts';
import type { Visit } from './visit.ts';

const why = 'The venue says that the event is not theirs.';

/**
 * Support finds an event and has its sales paused by the guardian's wallet: a fan cannot buy. It lifts that; a payee who could not be
 * paid is paid by hand; a freeze is signed only once a second person agreed.
 */
export async function supportStopsAnEvent(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const chain = { rpcUrl: passa.rpc, passphrase: passa.networkPassphrase };
	const deployment = readDeployment(dataDir)!;
	const artist = Keypair.random();
	await openWallets(chain, deployment, [artist]);
	const own = await ownEvent(passa, dataDir, { artist: artist.publicKey() });
	const asset = new Asset(deployment.usdcAsset.code, deployment.usdcAsset.issuer);
	await sendClassic(chain, [artist], [Operation.changeTrust({ asset, limit: '0' })]);
	const no = await eventNoOf(passa, own);
	visit.eventPath = `/events/${no}`;
	const fan = await visit.another();
	await buyAt(fan, visit.eventPath, 'KES 2,000');
	const guardian = keyOf(deployment.roles.deployer).secret();
	const [ann, ben] = [
		await supporter(visit, supportAddress, guardian),
		await supporter(visit, secondSupportAddress, guardian),
	];
	await finds(ann, own.name, no);

	await ask(ann, 'Pause its sales');
	await signs(ann, 'Its sales stop at once');
	await stands(ann, 'PAUSED');
	await fan.open(visit.eventPath);
	await fan.page.locator('[data-event-state="paused"]').first().waitFor();
	await fan.open(`${visit.eventPath}/checkout`);
	await fan.page.locator('[data-event-state="paused"]').first().waitFor();
	if (await fan.page.getByRole('button', { name: /^Pay/ }).count())
		throw new Error('the checkout of an event that support paused asks for money');
	await ask(ann, 'Let it sell again');
	await signs(ann, 'pause ends at once');
	await stands(ann, 'SELLING');

	await paysByHand(ann, async () => {
		await sendClassic(chain, [artist], [Operation.changeTrust({ asset })]);
	});

	await freezesByTwo(ann, ben, no);
	await fan.open(visit.eventPath);
	await fan.page.locator('[data-event-state="frozen"]').first().waitFor();
	await isAudited(visit, dataDir);
	for (const each of [fan, ann, ben]) {
		each.mustBeClean();
		await each.context.close();
	}
}

/** A person of support, in whose browser the guardian's wallet is. */
async function supporter(visit: Visit, address: string, guardian: string): Promise<Visit> {
	const person = await visit.another();
	await person.open('/sign-in?next=/support');
	await signInByEmail(person, address);
	await person.reads('Cases');
	await person.page.evaluate((key) => localStorage.setItem('passa.demo-wallet', key), guardian);
	return person;
}

/** By words of its name, and by its number. */
async function finds(ann: Visit, name: string, no: number): Promise<void> {
	const { page } = ann;
	await page.getByRole('link', { name: /^Look at an event/ }).click();
	await ann.reads('Events');
	await ann.accessible();
	await page.getByLabel('Number, address or words of its name').fill(name);
	await page.getByRole('button', { name: 'Look' }).click();
	await page.locator('[data-found]').getByRole('link', { name }).click();
	await ann.reads(name);
	await ann.open(`/support/events?q=${no}`);
	await page.waitForURL(`**/support/events/${no}`);
	await page.getByText('It is on sale.').waitFor();
	await page.locator('[data-refusal="NO_TRUSTLINE"]').waitFor();
	await looks(ann);
}

async function ask({ page }: Visit, what: string): Promise<void> {
	await page.getByRole('radio', { name: what }).check();
	await page.locator('[data-ask-guardian]').getByLabel('Why').fill(why);
	await page.locator('[data-ask-guardian] button').click();
	await page.locator('[data-act="agreed"], [data-act="proposed"]').waitFor();
}

async function signs(visit: Visit, found: string): Promise<void> {
	const part = visit.page.getByRole('region', { name: 'Sign as the guardian' });
	await part.getByRole('button', { name: 'See what happens' }).click();
	await part.getByText(found).waitFor({ timeout: 20_000 });
	await visit.fits();
	await part.getByRole('button', { name: 'Sign with the guardian' }).click();
	await part.getByText('✓ Done: the chain has it.').waitFor({ timeout: 45_000 });
	await visit.page.locator('[data-act="done"]').first().waitFor({ timeout: 20_000 });
}

const stands = ({ page }: Visit, closed: string): Promise<void> =>
	page.locator(`[data-stand="${closed}"]`).waitFor({ timeout: 20_000 });

/** Who cannot be paid ends with the reason; once the wallet takes USDC, the same request pays, and a reload shows it. */
async function paysByHand(ann: Visit, opensLine: () => Promise<unknown>): Promise<void> {
	const { page } = ann;
	const pay = async (state: string, words: RegExp) => {
		const form = page.locator('[data-payout]');
		await form.getByLabel('Whom').selectOption({ label: await artistIn(ann) });
		await form.getByLabel('Why').fill('The artist called.');
		await form.getByRole('button', { name: 'Have it paid now' }).click();
		const first = page.locator('[data-payout-state]').first();
		await page.locator(`[data-payout-state="${state}"]`).first().waitFor({ timeout: 30_000 });
		await first.getByText(words).waitFor();
	};
	await pay('failed', /Muthoni was left out/);
	await opensLine();
	await page.reload();
	await pay('paid', /Muthoni got 6\.2/);
	await page.reload();
	await page.locator('[data-payout-state="paid"]').getByText('Muthoni got').waitFor();
}

async function artistIn({ page }: Visit): Promise<string> {
	const option = page.locator('[data-payout] option').filter({ hasText: 'Muthoni' });
	return (await option.textContent())!;
}

/** One proposes and cannot agree or sign; the other agrees, and signs. */
async function freezesByTwo(ann: Visit, ben: Visit, no: number): Promise<void> {
	await ask(ann, 'Freeze it');
	await ann.page.locator('[data-waits-second]').waitFor();
	const own = await ann.page
		.locator('[data-agree]')
		.or(ann.page.getByRole('region', { name: 'Sign as the guardian' }))
		.count();
	if (own > 0) throw new Error('one person may agree to their own freeze, or sign it');
	await looks(ann);
	await ben.open('/support/events');
	await ben.page.locator('[data-open-act="proposed"]').first().waitFor();
	await ben.open(`/support/events/${no}`);
	await ben.page.locator('[data-agree]').click();
	await ben.page.locator('[data-act="agreed"]').waitFor();
	await signs(ben, 'This cannot be taken back.');
	await stands(ben, 'FROZEN');
	await looks(ben);
}
