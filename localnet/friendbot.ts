import { Account, type Keypair, Operation, StrKey, TransactionBuilder } from '@stellar/stellar-sdk';
import { readAccount } from './accounts.ts';
import type { Network } from './network.ts';
import { Overlay } from './state.ts';

export type Funded = { status: 200 | 400; body: object };

const startingBalance = '10000';

/** Creates an account with 10 000 XLM from the root account, in a ledger of its own. */
export function fund(network: Network, address: string | null): Funded {
	if (!address || !StrKey.isValidEd25519PublicKey(address)) {
		return problem('Bad Request', 'The request you sent was invalid in some way.', { invalid_field: 'addr' });
	}
	const state = new Overlay(network.store);
	const id = { type: 0 as const, ed25519: StrKey.decodeEd25519PublicKey(address) };
	if (readAccount(state, id)) return problem('Bad Request', 'account already funded to starting balance');
	const envelope = creation(network, network.root, address, state);
	const submitted = network.submit(envelope);
	if (submitted.status !== 'PENDING')
		return problem('Busy', `friendbot could not submit: ${submitted.status}`);
	network.close();
	return {
		status: 200,
		body: { successful: true, hash: submitted.hash, envelope_xdr: Buffer.from(envelope).toString('base64') },
	};
}

function creation(network: Network, root: Keypair, destination: string, state: Overlay): Uint8Array {
	const { seqNum } = readAccount(state, { type: 0, ed25519: root.rawPublicKey() })!;
	const tx = new TransactionBuilder(new Account(root.publicKey(), seqNum.toString()), {
		fee: '100',
		networkPassphrase: network.passphrase,
	})
		.addOperation(Operation.createAccount({ destination, startingBalance }))
		.setTimeout(0)
		.build();
	tx.sign(root);
	return tx.toEnvelope().toXdr();
}

function problem(title: string, detail: string, extras: object = {}): Funded {
	return {
		status: 400,
		body: { type: 'https://stellar.org/horizon-errors/bad_request', title, status: 400, detail, extras },
	};
}
