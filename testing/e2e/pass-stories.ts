import { fromBase64 } from '#shared/base64.ts';
import { importPublicKey } from '#shared/pass/p256.ts';
import { type PassReading, passVerifier, verifyPass } from '#shared/pass/verify-pass.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { codeTo } from './messages.ts';
import { freshPhone } from './phones.ts';
import { codeField } from './rung-phone.ts';
import type { Visit } from './visit.ts';

/** Milliseconds: a pass changes each 15 seconds. */
const twoSteps = 31_000;

/**
 * A fan pays by M-Pesa, proves the number by a code, and has a pass that opens without a network, changes by itself, and
 * is dead as a picture after two steps. Another browser gets none by the order's link alone.
 */
export async function passByMpesa(visit: Visit): Promise<void> {
	const { page } = visit;
	await getsPass(visit, '/events/1', 1);
	const first = await shownCode(visit);
	await visit.accessible();
	await visit.fits();
	await isPass(visit, first);
	await opensWithoutNetwork(visit);
	await page.waitForTimeout(twoSteps);
	const later = await shownCode(visit);
	await isPass(visit, later);
	const old = await readBy(visit, first);
	if (old.kind !== 'refused' || old.fault !== 'STEP_OLD')
		throw new Error(`an old picture is ${JSON.stringify(old)}`);
	await linkAloneGivesNone(visit);
}

/** Another fan, who has paid by M-Pesa for a ticket of this tier and holds its pass. */
export async function passOf(visit: Visit, eventPath: string, tier: number): Promise<Visit> {
	const fan = await visit.another();
	await getsPass(fan, eventPath, tier);
	return fan;
}

/** Buys by M-Pesa, proves the number by a code, and has the pass. Returns the number. */
export async function getsPass(visit: Visit, eventPath: string, tier: number): Promise<string> {
	const { page } = visit;
	const phone = freshPhone();
	await visit.open(`${eventPath}/checkout?method=mpesa&tier=${tier}`);
	await page.getByLabel('Your M-Pesa number').fill(phone);
	await page.getByRole('button', { name: /^Pay .*with M-Pesa/ }).click();
	await page.waitForURL(/\/pay\/[A-Z0-9]+$/);
	await visit.reads("You're going!", 40_000);
	visit.payUrl = page.url();
	await visit.accessible();
	await page.getByRole('link', { name: 'Show entry pass' }).click();
	await page.getByRole('button', { name: 'Send me a code' }).waitFor();
	visit.forgive(/403/);
	await visit.accessible();
	await visit.fits();
	await page.getByRole('button', { name: 'Send me a code' }).click();
	await page.getByLabel(codeField).waitFor();
	visit.forgive(/403/);
	await visit.fits();
	await page.getByLabel(codeField).fill(await codeSentTo(visit, phone));
	await page.getByRole('button', { name: 'Open my pass' }).click();
	await page.waitForURL(/\/pass#/);
	return phone;
}

/** The page asks for the code once it is sent. */
async function codeSentTo(visit: Visit, phone: string): Promise<string> {
	await visit.page.getByLabel(codeField).waitFor();
	return codeTo(visit, phone);
}

const codeOf = (visit: Visit) => visit.page.locator('svg[data-payload]');

export async function shownCode(visit: Visit): Promise<string> {
	await codeOf(visit).waitFor();
	return (await codeOf(visit).getAttribute('data-payload'))!;
}

/** What a gate of the event says of a code now. */
async function readBy(visit: Visit, code: string): Promise<PassReading> {
	const answer = await fetch(`${visit.base}/api/relayer/v1/passes/keys`);
	const { items } = (await answer.json()) as { items: { issuer: number; key: string }[] };
	const issuers = new Map<number, CryptoKey>();
	for (const { issuer, key } of items) issuers.set(issuer, (await importPublicKey(fromBase64(key)))!);
	const event = await (await fetch(`${visit.base}/api/indexer/v1/events/1`)).json();
	const { StrKey } = await import('@stellar/stellar-sdk');
	const eventId = new Uint8Array(StrKey.decodeContract((event as { address: string }).address));
	return verifyPass(passVerifier({ eventId, issuers, certificateOf: () => null }), code, Date.now());
}

/** Whether a gate of the first event reads it as a pass. */
export async function isPass(visit: Visit, code: string): Promise<void> {
	const read = await readBy(visit, code);
	if (read.kind !== 'rotating') throw new Error(`the pass reads as ${JSON.stringify(read)}`);
}

/** Opened once, the pass is there without a network: also in a tab that is opened anew. */
async function opensWithoutNetwork(visit: Visit): Promise<void> {
	const { page, context } = visit;
	await page.reload();
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await shownCode(visit);
	await context.setOffline(true);
	const { hash } = new URL(page.url());
	const tab = await context.newPage();
	await tab.goto(new URL(`/pass${hash}`, visit.base).href);
	await tab.locator('svg[data-payload]').waitFor();
	await tab.getByText('No network. The code works all the same.').waitFor();
	await tab.close();
	await page.reload();
	await isPass(visit, await shownCode(visit));
	visit.forgive(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
	await context.setOffline(false);
}

/** A code proves who has that number, and it is none of the order's: the page says so, and which number to write. */
async function anotherNumberIsRefused(other: Visit): Promise<void> {
	const { page } = other;
	const phone = freshPhone();
	await page.getByLabel('Phone number that paid').fill(phone);
	await page.getByRole('button', { name: 'Send me a code' }).click();
	await page.getByLabel(codeField).fill(await codeSentTo(other, phone));
	other.forgive(/403/);
	await page.getByRole('button', { name: 'Open my pass' }).click();
	await page.getByText(/That number did not pay for these tickets.*Write the number that paid/).waitFor();
	other.forgive(/403/);
	await other.accessible();
	await other.fits();
}

/** A link of an order is sent on: it shows the order, and asks for a code before it gives a pass. */
async function linkAloneGivesNone(owner: Visit): Promise<void> {
	const cookies = await owner.context.cookies(owner.payUrl);
	const token = cookies.find((c) => c.name.startsWith('order_'))!;
	const other = await owner.another();
	await other.open(`${new URL(owner.payUrl).pathname}?t=${token.value}`);
	await ticketsCome(other, 1);
	await other.page.getByRole('link', { name: 'Show entry pass' }).click();
	await other.page.getByRole('button', { name: 'Send me a code' }).waitFor();
	other.forgive(/403/);
	await anotherNumberIsRefused(other);
	await other.open('/pass');
	await other.page.getByText('No passes on this phone yet').waitFor();
	await other.accessible();
	await other.fits();
	other.mustBeClean();
	await other.context.close();
}
