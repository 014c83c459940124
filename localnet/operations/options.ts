import { xdr } from '@stellar/stellar-sdk';
import { extensionOf, readAccount, withExtension, writeAccount } from '../accounts.ts';
import { type Booking, releaseSubEntry, takeSubEntry } from '../reserves.ts';
import { type Account, type PublicKey, type Signer, type SignerKey, sameKey } from '../xdr-types.ts';
import { type Apply, result } from './operation.ts';

const allFlags = 15;
const revocable = 2;
const immutable = 4;
const clawback = 8;
const authFlags = 15;
const maxSigners = 20;

export const setOptions: Apply<5> = ({ setOptionsOp: op }, c) => {
	const answer = (code: number) => result(5, 'setOptionsResult', code);
	const numbers = [op.masterWeight, op.lowThreshold, op.medThreshold, op.highThreshold];
	if (numbers.some((n) => n !== null && n > 255)) return answer(-7);
	const [clear, set] = [op.clearFlags ?? 0, op.setFlags ?? 0];
	if ((clear | set) & ~allFlags) return answer(-6);
	if (clear & set) return answer(-3);
	if (op.signer && !validSigner(op.signer, c.source)) return answer(-8);
	if (op.inflationDest && !readAccount(c.state, op.inflationDest)) return answer(-4);
	const before = readAccount(c.state, c.source)!;
	const flags = (before.flags & ~clear) | set;
	if (before.flags & immutable && (clear | set) & authFlags) return answer(-5);
	if (flags & clawback && !(flags & revocable)) return answer(-10);
	const wrong = op.signer ? changeSigner(c, op.signer) : null;
	if (wrong !== null) return answer(wrong);
	const source = readAccount(c.state, c.source)!;
	const thresholds = source.thresholds.slice();
	for (const [i, n] of numbers.entries()) if (n !== null) thresholds[i] = n;
	const next = {
		...source,
		thresholds,
		flags,
		inflationDest: op.inflationDest ?? source.inflationDest,
		homeDomain: op.homeDomain ?? source.homeDomain,
	};
	writeAccount(c.state, next, c.ledger);
	return answer(0);
};

/** Encoded: type and key, which is also the order in which an account keeps its signers. */
const encoded = (key: SignerKey): Uint8Array => xdr.SignerKey.fromXdrObject(key).toXdr();

function validSigner({ key, weight }: Signer, owner: PublicKey): boolean {
	const self = key.type === 0 && sameKey({ type: 0, ed25519: key.ed25519 }, owner);
	const empty = key.type === 3 && key.ed25519SignedPayload.payload.length === 0;
	return !self && !empty && weight <= 255;
}

/** -1 when the account has no such signer. */
export function placeOfSigner({ signers }: Account, key: SignerKey): number {
	const bytes = encoded(key);
	return signers.findIndex((s) => Buffer.compare(encoded(s.key), bytes) === 0);
}

/** Weight 0 removes a signer. Answers the result code of what is wrong. */
export function changeSigner(c: Booking & { source: PublicKey }, signer: Signer): number | null {
	const before = readAccount(c.state, c.source)!;
	const at = placeOfSigner(before, signer.key);
	const sponsors = extensionOf(before).signerSponsors;
	let sponsor = at < 0 ? null : sponsors[at]!;
	if (at < 0 && signer.weight === 0) return -8;
	if (at < 0) {
		if (before.signers.length === maxSigners) return -2;
		const taken = takeSubEntry(c, c.source);
		if (!taken) return -1;
		sponsor = taken.sponsor;
	} else if (signer.weight === 0) releaseSubEntry(c, c.source, sponsor);
	const rest = before.signers
		.map((s, i) => ({ signer: s, sponsor: sponsors[i]! }))
		.filter((_, i) => i !== at);
	const all = signer.weight > 0 ? [...rest, { signer, sponsor }] : rest;
	all.sort((a, b) => Buffer.compare(encoded(a.signer.key), encoded(b.signer.key)));
	const account = { ...readAccount(c.state, c.source)!, signers: all.map((s) => s.signer) };
	const anySponsor = all.some((s) => s.sponsor) || before.ext.v === 1;
	const signerSponsors = all.map((s) => s.sponsor);
	writeAccount(c.state, anySponsor ? withExtension(account, { signerSponsors }) : account, c.ledger);
	return null;
}
