import type { PassaFile } from '#scripts/passa-file.ts';
import { PassaError } from '#shared/errors.ts';
import { FakeFreighter } from './fake-freighter.ts';
import type { Visit } from './visit.ts';

const somewhereElse = 'Public Global Stellar Network ; September 2015';

/** Without Freighter: the page says so. Installed in the meantime, the same button goes on. */
export async function walletIsMissing(visit: Visit, passa: PassaFile): Promise<void> {
	const wallet = await atCheckout(visit, passa);
	await seePrice(visit);
	await fails(visit, 'Freighter is not installed in this browser.');
	await wallet.install();
	await payAgain(visit);
}

/** On another network: the page names the right one. Switched, the same button goes on. */
export async function walletOnAnotherNetwork(visit: Visit, passa: PassaFile): Promise<void> {
	const wallet = await atCheckout(visit, passa);
	await wallet.install();
	wallet.passphrase = somewhereElse;
	await seePrice(visit);
	await fails(visit, `Your wallet is on another network. Switch it to: ${passa.networkPassphrase}`);
	wallet.passphrase = passa.networkPassphrase;
	await payAgain(visit);
}

/** Switched away between quote and payment: nothing is asked of the wallet. */
export async function walletSwitchesBeforePaying(visit: Visit, passa: PassaFile): Promise<void> {
	const wallet = await atCheckout(visit, passa);
	await wallet.install();
	await seePrice(visit);
	await payButton(visit).waitFor({ timeout: 30_000 });
	wallet.passphrase = somewhereElse;
	await pay(visit);
	await fails(visit, 'Your wallet is on another network.');
	wallet.passphrase = passa.networkPassphrase;
	await payAgain(visit);
}

/** The fan declines access, then the signature: nothing is paid, and each can be retried. */
export async function walletDeclines(visit: Visit, passa: PassaFile): Promise<void> {
	const wallet = await atCheckout(visit, passa);
	await wallet.install();
	wallet.declines = 'access';
	await seePrice(visit);
	await fails(visit, 'You declined in the wallet.');
	wallet.declines = 'signature';
	await visit.page.getByRole('button', { name: 'Try again' }).click();
	await pay(visit);
	await fails(visit, 'You declined in the wallet.');
	wallet.declines = 'nothing';
	await payAgain(visit);
}

/** A reloaded extension does not answer: the page asks for a reload, then the fan pays. */
export async function walletWasReloaded(visit: Visit, passa: PassaFile): Promise<void> {
	const wallet = await atCheckout(visit, passa);
	await wallet.install();
	wallet.reloaded = true;
	await seePrice(visit);
	await pay(visit);
	await fails(visit, 'The wallet was restarted. Reload this page, then try again.');
	wallet.reloaded = false;
	await visit.page.reload();
	await seePrice(visit);
	await pay(visit);
	await visit.reads("You're going!", 30_000);
}

async function atCheckout(visit: Visit, passa: PassaFile): Promise<FakeFreighter> {
	const fan = passa.people.find((p) => p.role === 'fan' && p.secret);
	if (!fan) throw new PassaError('NO_DEMO', 'these visits need the demo: start without --no-demo');
	await visit.open('/events/1/checkout?method=freighter&tier=1');
	return FakeFreighter.bring(visit.page, fan.secret!, passa.networkPassphrase);
}

const seePrice = ({ page }: Visit): Promise<void> =>
	page.getByRole('button', { name: 'See the exact price' }).click();
const payButton = ({ page }: Visit) => page.getByRole('button', { name: 'Pay KES 2,500' });
const pay = (visit: Visit): Promise<void> => payButton(visit).click({ timeout: 30_000 });

async function fails({ page }: Visit, words: string): Promise<void> {
	const alert = page.getByRole('alert');
	await alert.waitFor({ timeout: 20_000 });
	const text = ((await alert.textContent()) ?? '').trim();
	if (!text.startsWith(words)) throw new Error(`the page says “${text}”, not “${words}”`);
	if (!text.includes('Nothing was paid.'))
		throw new Error(`the page does not say that nothing was paid: ${text}`);
}

async function payAgain(visit: Visit): Promise<void> {
	await visit.accessible();
	await visit.page.getByRole('button', { name: 'Try again' }).click();
	await pay(visit);
	await visit.reads("You're going!", 30_000);
}
