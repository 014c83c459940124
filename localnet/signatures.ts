import { Keypair, StrKey } from '@stellar/stellar-sdk';
import type { Account, Signature, SignerKey } from './wire.ts';
import { sha256 } from './wire.ts';

export type Level = 'low' | 'medium' | 'high';
const thresholdAt: Record<Level, number> = { low: 1, medium: 2, high: 3 };

/** The signatures of one envelope. Each must be used, or the transaction is refused (txBAD_AUTH_EXTRA). */
export class Signatures {
	#used = new Set<number>();
	#hash: Uint8Array;
	#signatures: Signature[];

	constructor(hash: Uint8Array, signatures: Signature[]) {
		this.#hash = hash;
		this.#signatures = signatures;
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
			if (signer.weight > 0 && this.#signedBy(signer.key)) weight += Math.min(signer.weight, 255);
			if (weight >= needed) return true;
		}
		return false;
	}

	get allUsed(): boolean {
		return this.#used.size === this.#signatures.length;
	}

	#signedBy(key: SignerKey): boolean {
		if (key.type === 1) return Buffer.compare(key.preAuthTx, this.#hash) === 0;
		const found = this.#signatures.findIndex((s) => this.#matches(s, key));
		if (found >= 0) this.#used.add(found);
		return found >= 0;
	}

	#matches(signature: Signature, key: SignerKey): boolean {
		if (key.type === 2) return Buffer.compare(sha256(signature.signature), key.hashX) === 0;
		if (key.type !== 0 || Buffer.compare(signature.hint, key.ed25519.slice(-4)) !== 0) return false;
		if (signature.signature.length !== 64) return false;
		return Keypair.fromPublicKey(StrKey.encodeEd25519PublicKey(key.ed25519)).verify(
			this.#hash,
			signature.signature,
		);
	}
}
