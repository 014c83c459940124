import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Account, Signature, SignerKey } from './xdr-types.ts';
import { sha256 } from './xdr-types.ts';

export type Level = 'low' | 'medium' | 'high';
const thresholdAt: Record<Level, number> = { low: 1, medium: 2, high: 3 };

/**
 * Whether each signature of this envelope is valid, by position and key. The envelope is checked twice: when it
 * arrives, and when it is applied.
 */
export type CheckedSignatures = Map<string, boolean>;

/** The signatures of one envelope. An unused signature refuses the transaction (txBAD_AUTH_EXTRA). */
export class Signatures {
	#used = new Set<number>();
	#hash: Uint8Array;
	#signatures: Signature[];
	#checked: CheckedSignatures;

	constructor(hash: Uint8Array, signatures: Signature[], checkedSignatures: CheckedSignatures) {
		this.#hash = hash;
		this.#signatures = signatures;
		this.#checked = checkedSignatures;
	}

	/** Whether the account's signers reach the threshold of the level. */
	authorise(account: Account, level: Level): boolean {
		const needed = Math.max(account.thresholds[thresholdAt[level]]!, 1);
		const master = {
			key: { type: 0, ed25519: account.accountId.ed25519 } as SignerKey,
			weight: account.thresholds[0]!,
		};
		let weight = 0;
		for (const signer of [master, ...account.signers]) {
			if (signer.weight > 0 && this.signedBy(signer.key)) weight += Math.min(signer.weight, 255);
			if (weight >= needed) return true;
		}
		return false;
	}

	get allUsed(): boolean {
		return this.#used.size === this.#signatures.length;
	}

	signedBy(key: SignerKey): boolean {
		if (key.type === 1) return Buffer.compare(key.preAuthTx, this.#hash) === 0;
		const found = this.#signatures.findIndex((s, i) => this.#matches(s, i, key));
		if (found >= 0) this.#used.add(found);
		return found >= 0;
	}

	#matches({ hint, signature }: Signature, place: number, key: SignerKey): boolean {
		if (key.type === 2) return Buffer.compare(sha256(signature), key.hashX) === 0;
		if (key.type === 1 || signature.length !== 64) return false;
		const { ed25519, payload } =
			key.type === 3 ? key.ed25519SignedPayload : { ed25519: key.ed25519, payload: null };
		if (Buffer.compare(hint, hintOf(ed25519, payload)) !== 0) return false;
		const message = payload ?? this.#hash;
		const name = `${place} ${hex(ed25519)} ${hex(message)}`;
		let valid = this.#checked.get(name);
		if (valid === undefined) {
			valid = verify(null, message, publicKey(ed25519), signature);
			this.#checked.set(name, valid);
		}
		return valid;
	}
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const publicKey = (ed25519: Uint8Array): KeyObject =>
	createPublicKey({
		key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(ed25519).toString('base64url') },
		format: 'jwk',
	});

/** CAP-40: a payload's signature is hinted by the key's last four bytes XOR the payload's. */
function hintOf(ed25519: Uint8Array, payload: Uint8Array | null): Uint8Array {
	const hint = ed25519.slice(-4);
	const tail = payload?.slice(-4) ?? new Uint8Array();
	return hint.map((byte, i) => byte ^ (tail[i] ?? 0));
}
