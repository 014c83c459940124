import { Account, Operation, StrKey, TransactionBuilder } from '@stellar/stellar-sdk';
import { readAccount } from './accounts.ts';
import type { Network } from './network.ts';
import { Overlay } from './state.ts';
import type { PublicKey } from './xdr-types.ts';

export type Funded = { status: 200 | 400; body: object };
/** `attempts` fail if somebody else makes an account in the same ledger: one failed operation undoes them all. */
type Asking = { address: string; answer: (funded: Funded) => void; attempts: number };

const startingBalance = '10000';
/** The most operations that a transaction holds. */
const mostAtOnce = 100;
const mostAttempts = 3;
const pollMs = 20;

/**
 * Creates accounts with 10 000 XLM from the root account. Calls that come before the clock allows a ledger share the
 * next one: with a ledger for each call, ledger time would run away from the clock.
 */
export class Friendbot {
	#network: Network;
	#asking: Asking[] = [];
	#timer: NodeJS.Timeout | null = null;

	constructor(network: Network) {
		this.#network = network;
	}

	/** Answers when the account is in a ledger. */
	fund(address: string | null): Promise<Funded> {
		if (!address || !StrKey.isValidEd25519PublicKey(address)) {
			const detail = 'The request you sent was invalid in some way.';
			return Promise.resolve(problem('Bad Request', detail, { invalid_field: 'addr' }));
		}
		const asked = new Promise<Funded>((answer) => this.#asking.push({ address, answer, attempts: 0 }));
		this.#closeOrWait();
		return asked;
	}

	stop(): void {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
	}

	#closeOrWait = (): void => {
		this.stop();
		if (this.#asking.length > 0 && this.#network.mayClose()) this.#serve();
		if (this.#asking.length > 0) this.#timer = setTimeout(this.#closeOrWait, pollMs);
	};

	/** One transaction for all who ask, up to its limit, in a ledger that closes now. */
	#serve(): void {
		const served = new Map<string, Asking>();
		const later: Asking[] = [];
		for (const asking of this.#asking) {
			if (this.#exists(asking.address)) asking.answer(alreadyFunded());
			else if (served.has(asking.address) || served.size === mostAtOnce) later.push(asking);
			else served.set(asking.address, asking);
		}
		this.#asking = later;
		if (served.size === 0) return;
		const envelope = this.#creation([...served.keys()]);
		const submitted = this.#network.submit(envelope);
		if (submitted.status === 'PENDING') this.#network.close();
		const { hash } = submitted;
		const landed = this.#network.store.transaction(new Uint8Array(Buffer.from(hash, 'hex')));
		const body = { successful: true, hash, envelope_xdr: Buffer.from(envelope).toString('base64') };
		for (const asking of served.values()) {
			if (landed?.succeeded) asking.answer({ status: 200, body });
			else if (++asking.attempts === mostAttempts) asking.answer(problem('Busy', 'call friendbot again'));
			else this.#asking.push(asking);
		}
	}

	#exists = (address: string): boolean =>
		readAccount(new Overlay(this.#network.store), idOf(address)) !== null;

	#creation(destinations: string[]): Uint8Array {
		const { root, store, passphrase } = this.#network;
		const { seqNum } = readAccount(new Overlay(store), idOf(root.publicKey()))!;
		const builder = new TransactionBuilder(new Account(root.publicKey(), seqNum.toString()), {
			fee: '100',
			networkPassphrase: passphrase,
		});
		for (const destination of destinations) {
			builder.addOperation(Operation.createAccount({ destination, startingBalance }));
		}
		const tx = builder.setTimeout(0).build();
		tx.sign(root);
		return tx.toEnvelope().toXdr();
	}
}

const idOf = (address: string): PublicKey => ({
	type: 0,
	ed25519: StrKey.decodeEd25519PublicKey(address),
});

const alreadyFunded = (): Funded => problem('Bad Request', 'account already funded to starting balance');

function problem(title: string, detail: string, extras: object = {}): Funded {
	return {
		status: 400,
		body: { type: 'https://stellar.org/horizon-errors/bad_request', title, status: 400, detail, extras },
	};
}
