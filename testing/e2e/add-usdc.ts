import { Asset, Keypair, Operation } from '@stellar/stellar-sdk';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { spendableXlm } from '#shared/chain/state/spendable-xlm.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { PassaError } from '#shared/errors.ts';
import { FakeFreighter } from './fake-freighter.ts';
import { FakeLobstr } from './fake-lobstr.ts';
import type { Visit } from './visit.ts';

const somewhereElse = 'Public Global Stellar Network ; September 2015';

/** A new Freighter wallet without USDC: adds it on the page, gets the price by itself, and pays once it holds USDC. */
export async function freighterAddsUsdc(visit: Visit, passa: PassaFile): Promise<void> {
	const key = await newWallet(passa, '10');
	await visit.open('/events/1/checkout?method=freighter&tier=1');
	const wallet = await FakeFreighter.bring(visit.page, key.secret(), passa.networkPassphrase);
	await wallet.install();
	await seePrice(visit);
	await add(visit).waitFor({ timeout: 30_000 });
	await visit.accessible();
	wallet.declines = 'signature';
	await add(visit).click();
	await alerts(visit, 'You declined in the wallet.');
	wallet.declines = 'nothing';
	await add(visit).click();
	await alerts(visit, 'There is not enough USDC in this wallet.');
	await giveUsdc(passa, key);
	await visit.page.getByRole('button', { name: 'Try again' }).click();
	await pay(visit);
	await visit.reads("You're going!", 30_000);
}

/** With too little XLM for the reserve, Passa pays it: one signature, and no XLM goes. */
export async function tooLittleXlmForUsdc(visit: Visit, passa: PassaFile): Promise<void> {
	const key = await newWallet(passa, '1.1');
	await visit.open('/events/1/checkout?method=freighter&tier=1');
	const wallet = await FakeFreighter.bring(visit.page, key.secret(), passa.networkPassphrase);
	await wallet.install();
	await seePrice(visit);
	await add(visit).waitFor({ timeout: 30_000 });
	await visit.reads('Where the wallet has too little XLM, Passa pays that.');
	await add(visit).click();
	await alerts(visit, 'There is not enough USDC in this wallet.');
	const left = await spendableXlm(chainOf(passa), key.publicKey());
	if (left!.spendable !== 1_000_000n)
		throw new Error(`the wallet has ${left!.spendable} stroops of XLM left`);
}

/** LOBSTR, which names no network and no signer: declined, another account, another network, then it pays. */
export async function lobstrPays(visit: Visit, passa: PassaFile): Promise<void> {
	const key = await newWallet(passa, '10');
	await visit.open('/events/1/checkout?tier=1');
	await visit.page.locator('summary', { hasText: 'Other ways to pay' }).click();
	await visit.page.getByRole('radio', { name: /^LOBSTR wallet/ }).check();
	const wallet = await FakeLobstr.bring(visit.page, key, passa.networkPassphrase);
	await seePrice(visit);
	await alerts(visit, 'The LOBSTR extension is not installed in this browser.');
	await wallet.install();
	wallet.declines = 'access';
	await again(visit);
	await alerts(visit, 'You declined in the wallet.');
	wallet.declines = 'nothing';
	await again(visit);
	wallet.passphrase = somewhereElse;
	await add(visit).click({ timeout: 30_000 });
	await alerts(visit, `Your wallet is on another network. Switch it to: ${passa.networkPassphrase}`);
	wallet.passphrase = passa.networkPassphrase;
	await add(visit).click();
	await alerts(visit, 'There is not enough USDC in this wallet.');
	await giveUsdc(passa, key);
	await again(visit);
	wallet.otherAccount = true;
	await pay(visit);
	await alerts(visit, 'Another account signed.');
	wallet.otherAccount = false;
	await again(visit);
	await pay(visit);
	await visit.reads("You're going!", 30_000);
}

const seePrice = ({ page }: Visit): Promise<void> =>
	page.getByRole('button', { name: 'See the exact price' }).click();
const add = ({ page }: Visit) => page.getByRole('button', { name: 'Add USDC to this wallet' });
const again = ({ page }: Visit): Promise<void> => page.getByRole('button', { name: 'Try again' }).click();
const pay = ({ page }: Visit): Promise<void> =>
	page.getByRole('button', { name: 'Pay KES 2,500' }).click({ timeout: 30_000 });

const alerts = ({ page }: Visit, words: string): Promise<void> =>
	page.getByRole('alert').filter({ hasText: words }).waitFor({ timeout: 30_000 });

const chainOf = ({ rpc, networkPassphrase }: PassaFile): Chain => ({
	rpcUrl: rpc,
	passphrase: networkPassphrase,
});

function fanOf(passa: PassaFile): Keypair {
	const fan = passa.people.find((p) => p.role === 'fan' && p.secret);
	if (!fan) throw new PassaError('NO_DEMO', 'these visits need the demo: start without --no-demo');
	return Keypair.fromSecret(fan.secret!);
}

/** An account with this much XLM and no USDC. */
async function newWallet(passa: PassaFile, startingBalance: string): Promise<Keypair> {
	const key = Keypair.random();
	const made = Operation.createAccount({ destination: key.publicKey(), startingBalance });
	await sendClassic(chainOf(passa), [fanOf(passa)], [made]);
	return key;
}

async function giveUsdc(passa: PassaFile, to: Keypair): Promise<void> {
	const { code, issuer } = passa.usdcAsset;
	const gift = { destination: to.publicKey(), asset: new Asset(code, issuer), amount: '40' };
	await sendClassic(chainOf(passa), [fanOf(passa)], [Operation.payment(gift)]);
}
