import { type Wallet, WalletError } from './wallet.ts';

const publicNetwork = 'Public Global Stellar Network ; September 2015';

/**
 * Connects the LOBSTR extension, whose app signs on the phone. It names neither its network nor its signer, so each
 * signature is verified: the buyer's key must have signed exactly what was asked, for this network.
 */
export async function connectLobstr(passphrase: string): Promise<Wallet> {
	const api = await import('@lobstrco/signer-extension-api');
	if (!(await api.isConnected())) throw new WalletError('NO_LOBSTR', 'LOBSTR is not installed.');
	const address = await answerOf(api.getPublicKey());
	if (!address) throw new WalletError('WALLET_ERROR', 'LOBSTR is not connected to its app.');
	return {
		kind: 'lobstr',
		address,
		async sign(envelope) {
			const signed = await answerOf(api.signTransaction(envelope));
			if (!signed) throw new WalletError('DECLINED', 'LOBSTR gave no signature.');
			await assertSigned(envelope, signed, passphrase, address);
			return signed;
		},
	};
}

/** LOBSTR rejects with a text; each means that nothing was signed. */
async function answerOf(answer: Promise<string>): Promise<string> {
	return answer.catch((error: unknown) => {
		const words = typeof error === 'string' ? error : String((error as Error)?.message ?? error);
		throw new WalletError(/declin|reject/i.test(words) ? 'DECLINED' : 'WALLET_ERROR', words);
	});
}

async function assertSigned(
	asked: string,
	signed: string,
	passphrase: string,
	address: string,
): Promise<void> {
	const { Keypair, TransactionBuilder } = await import('@stellar/stellar-sdk');
	const key = Keypair.fromPublicKey(address);
	const signs = (network: string) => {
		const { signatures } = TransactionBuilder.fromXDR(signed, network);
		// The hash is that of what was asked: a signature of anything else does not fit.
		const hash = TransactionBuilder.fromXDR(asked, network).hash();
		return signatures.some((s) => key.verify(hash, s.toXdrObject().signature));
	};
	if (signs(passphrase)) return;
	if (passphrase !== publicNetwork && signs(publicNetwork))
		throw new WalletError('WRONG_NETWORK', passphrase);
	throw new WalletError('OTHER_ACCOUNT', 'Another account signed, or another transaction.');
}
