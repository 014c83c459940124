import { Asset, Keypair, Operation } from '@stellar/stellar-sdk';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { spendableXlm } from '#shared/chain/state/spendable-xlm.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { PassaError } from '#shared/errors.ts';
import { FakeFreighter } from './fake-freighter.ts';
import { freshAddress, signInByEmail } from './sign-in.ts';
import type { Visit } from './visit.ts';

/** Stroops: less than any call costs. */
const tooLittle = 10_000n;

/** A Freighter wallet with USDC and no XLM to spend: the page says that Passa pays the fee, and the ticket is bought. */
export async function buysWithoutXlm(visit: Visit, passa: PassaFile): Promise<void> {
	const key = await walletWithoutXlm(passa);
	await visit.open('/events/1/checkout?method=freighter&tier=1');
	const wallet = await FakeFreighter.bring(visit.page, key.secret(), passa.networkPassphrase);
	await wallet.install();
	await visit.page.getByRole('button', { name: 'See the exact price' }).click();
	await visit.page.getByText('Passa pays the network fee').waitFor({ timeout: 30_000 });
	await visit.accessible();
	await visit.fits();
	const before = await xlmOf(passa, key);
	await visit.page.getByRole('button', { name: 'Pay KES 2,500' }).click();
	await visit.reads("You're going!", 30_000);
	const after = await xlmOf(passa, key);
	if (after !== before) throw new Error(`the wallet paid ${before - after} stroops of XLM`);
}

/** A wallet that no network knows: signed out it is told to sign in, then Passa opens it for USDC. */
export async function opensANewWallet(visit: Visit, passa: PassaFile): Promise<void> {
	const key = Keypair.random();
	const wallet = await FakeFreighter.bring(visit.page, key.secret(), passa.networkPassphrase);
	const asks = async () => {
		await visit.open('/events/1/checkout?method=freighter&tier=1');
		await wallet.install();
		await visit.page.getByRole('button', { name: 'See the exact price' }).click();
		await visit.page.getByRole('button', { name: 'Add USDC to this wallet' }).click({ timeout: 30_000 });
	};
	const alerts = (words: string) =>
		visit.page.getByRole('alert').filter({ hasText: words }).waitFor({ timeout: 30_000 });
	await asks();
	await alerts('Sign in first. Then Passa opens this wallet for USDC');
	visit.forgive(/401/);
	await visit.accessible();
	await visit.open('/account');
	await signInByEmail(visit, freshAddress('new-wallet'));
	await visit.page.getByRole('heading', { level: 1 }).waitFor();
	await asks();
	await alerts('There is not enough USDC in this wallet.');
	if ((await xlmOf(passa, key)) !== 0n) throw new Error('the wallet has XLM to spend');
}

const xlmOf = async (passa: PassaFile, key: Keypair): Promise<bigint> =>
	(await spendableXlm(chainOf(passa), key.publicKey()))!.spendable;

const chainOf = ({ rpc, networkPassphrase }: PassaFile): Chain => ({
	rpcUrl: rpc,
	passphrase: networkPassphrase,
});

/** An account with 40 USDC and nothing beyond its reserve: two of its own and one of the trust line. */
async function walletWithoutXlm(passa: PassaFile): Promise<Keypair> {
	const fan = passa.people.find((p) => p.role === 'fan' && p.secret);
	if (!fan) throw new PassaError('NO_DEMO', 'this visit needs the demo: start without --no-demo');
	const [giver, key] = [Keypair.fromSecret(fan.secret!), Keypair.random()];
	const asset = new Asset(passa.usdcAsset.code, passa.usdcAsset.issuer);
	const destination = key.publicKey();
	await sendClassic(
		chainOf(passa),
		[giver, key],
		[
			Operation.createAccount({ destination, startingBalance: '1.5' }),
			Operation.changeTrust({ asset, source: destination }),
			Operation.payment({ destination, asset, amount: '40' }),
		],
	);
	const left = await xlmOf(passa, key);
	if (left > tooLittle) throw new Error(`the wallet has ${left} stroops of XLM to spend`);
	return key;
}
