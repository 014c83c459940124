import { type Wallet, WalletError } from './wallet.ts';

type Answer = { error?: { code: number; message: string } };

const declined = -4;

/** Connects Freighter. Without the extension its other calls never answer, so `isConnected` comes first. */
export async function connectFreighter(passphrase: string): Promise<Wallet> {
	const api = await import('@stellar/freighter-api');
	const { isConnected } = await api.isConnected();
	if (!isConnected) throw new WalletError('NO_WALLET', 'Freighter is not installed.');
	const access = await api.requestAccess();
	check(access);
	await onNetwork(api, passphrase);
	const { address } = access;
	return {
		kind: 'freighter',
		address,
		async sign(envelope) {
			// A wrong network answers like a decline, so it is looked at before each signature.
			await onNetwork(api, passphrase);
			const signed = await api.signTransaction(envelope, { networkPassphrase: passphrase, address });
			check(signed);
			mustBeBy(address, signed.signerAddress, signed.signedTxXdr);
			return signed.signedTxXdr;
		},
		async signMessage(text) {
			await onNetwork(api, passphrase);
			const signed = await api.signMessage(text, { networkPassphrase: passphrase, address });
			check(signed);
			mustBeBy(address, signed.signerAddress, signed.signedMessage);
			const { signedMessage } = signed;
			// Older extensions answer in bytes.
			return typeof signedMessage === 'string'
				? signedMessage
				: btoa(String.fromCharCode(...new Uint8Array(signedMessage!)));
		},
	};
}

function check(answer: Answer): void {
	if (!answer.error) return;
	const { code, message } = answer.error;
	throw new WalletError(code === declined ? 'DECLINED' : 'WALLET_ERROR', message);
}

function mustBeBy(address: string, signer: string, signed: unknown): void {
	// After the extension was reloaded it answers without error and without a signature.
	if (!signed) throw new WalletError('WALLET_RELOAD', 'Reload this page: the wallet was restarted.');
	if (!signer || signer === address) return;
	throw new WalletError(
		'OTHER_ACCOUNT',
		'Another account signed. Choose the right one in the wallet and try again.',
	);
}

/** By passphrase, never by name: every custom network is called STANDALONE. */
async function onNetwork(api: typeof import('@stellar/freighter-api'), passphrase: string): Promise<void> {
	const details = await api.getNetworkDetails();
	check(details);
	if (details.networkPassphrase !== passphrase) throw new WalletError('WRONG_NETWORK', passphrase);
}
