import type { Keypair } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { asBase64, fromBase64 } from '#shared/base64.ts';
import { PassaError } from '#shared/errors.ts';
import { delegationText } from '#shared/pass/delegation-text.ts';
import { exportPublicKey } from '#shared/pass/p256.ts';
import { readCertificatePart } from '#shared/pass/pass-layout.ts';
import { signPass } from '#shared/pass/sign-pass.ts';
import { stepOf, untilNextStep } from '#shared/pass/steps.ts';
import { phoneProofHeader } from '#shared/phone-proof.server.ts';
import { keptList } from '../buy/kept-list.ts';

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;
/** A signed delegation is used at once. Milliseconds. */
const signedFor = 600_000;

const keptPass = z.strictObject({
	/** The order as the flag named it, and the ticket's place in it. */
	order: z.string(),
	index: z.number(),
	ticket: z.string(),
	delegation: z.number(),
	/** The contract's 32 bytes, in hex. */
	eventId: z.string(),
	certificate: z.string(),
	expiry: z.number(),
	/** The device's private key (JWK): a phone's never leaves it. */
	key: z.record(z.string(), z.unknown()),
});
export type KeptPass = z.infer<typeof keptPass>;

const passes = keptList('passes.json', keptPass);

/** A pass that this folder was certified for, and that has not ended by its time; null: none. */
export const keptPassOf = (dataDir: string, order: string, index: number): KeptPass | null =>
	passes
		.read(dataDir)
		.find((each) => each.order === order && each.index === index && each.expiry * 1000 > Date.now()) ?? null;

type At = { relayer: string; dataDir: string };
/** Whose pass: the order as the flag named it, and the ticket's place. */
type Place = { order: string; index: number };

/** Certifies this folder as a device for a wallet's ticket, by the wallet's signature. Throws the relayer's own code. */
export async function pairWallet(
	at: At & { passphrase: string },
	place: Place,
	{ event, ticket, wallet }: { event: string; ticket: bigint; wallet: Keypair },
): Promise<KeptPass> {
	const device = await newDevice();
	const expiresAt = new Date(Date.now() + signedFor).toISOString();
	const text = delegationText(
		{ event, tickets: [ticket], deviceKey: device.bytes, expiresAt },
		at.passphrase,
	);
	const signature = Buffer.from(wallet.signMessage(text)).toString('base64');
	const body = {
		...{ event, tickets: [String(ticket)], deviceKey: asBase64(device.bytes) },
		signed: { expiresAt, signatures: [{ signer: wallet.publicKey(), signature }] },
	};
	return keep(at, place, device, await post(`${at.relayer}/v1/passes`, body));
}

/** The same for a ticket of an M-Pesa order, by its token and the proof of a number. Throws the relayer's own code. */
export async function pairOrder(
	at: At,
	place: Place,
	/** `reference`, `index`: where the ticket is; of a cart another order than the flag named. */
	{
		reference,
		index,
		headers,
		proof,
	}: { reference: string; index: number; headers: Record<string, string>; proof: string },
): Promise<KeptPass> {
	const device = await newDevice();
	const body = { tickets: [index], deviceKey: asBase64(device.bytes) };
	const path = `${at.relayer}/v1/orders/${reference}/passes`;
	return keep(at, place, device, await post(path, body, { ...headers, [phoneProofHeader]: proof }));
}

/** What the QR code of a pass says now, and for how long (ms). */
export async function showPass(
	{ key: jwk, ...kept }: KeptPass,
	form: 'short' | 'full',
): Promise<{ payload: string; step: number; changesIn: number }> {
	const part = readCertificatePart(fromBase64(kept.certificate));
	if (!part)
		throw new PassaError('DATA_DAMAGED', 'this folder keeps a damaged certificate: delete passes.json');
	const key = await crypto.subtle.importKey('jwk', jwk as JsonWebKey, curve, false, ['sign']);
	const eventId = new Uint8Array(Buffer.from(kept.eventId, 'hex'));
	const now = Date.now();
	const certificate = { ...part, eventId, ticket: BigInt(kept.ticket), delegation: kept.delegation };
	return {
		payload: await signPass(key, certificate, now, form),
		step: stepOf(now),
		changesIn: untilNextStep(now),
	};
}

type Device = { bytes: Uint8Array<ArrayBuffer>; key: Record<string, unknown> };

async function newDevice(): Promise<Device> {
	const keys = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
	const key = (await crypto.subtle.exportKey('jwk', keys.privateKey)) as Record<string, unknown>;
	return { bytes: await exportPublicKey(keys.publicKey), key };
}

type Certified = {
	eventId: string;
	items: { ticket: string; delegation: number; expiry: number; certificate: string }[];
};

function keep({ dataDir }: At, place: Place, { key }: Device, { eventId, items }: Certified): KeptPass {
	const { ticket, delegation, expiry, certificate } = items[0]!;
	const kept = { ...place, ticket, delegation, eventId, certificate, expiry, key };
	passes.keep(dataDir, kept);
	return kept;
}

async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Certified> {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	const found = (await answer.json().catch(() => ({}))) as Certified & { code?: string; detail?: string };
	if (answer.ok) return found;
	throw new PassaError(found.code ?? 'SERVICE_AWAY', found.detail ?? `the relayer answered ${answer.status}`);
}
