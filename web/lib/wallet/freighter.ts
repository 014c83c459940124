import { type MessageWallet, WalletError } from './wallet.ts';

type Answer = { error?: { code: number; message: string } };

const declined = -4;

/** Connects Freighter. `isConnected` comes first: without the extension no other call ever answers. */
export async function connectFreighter(passphrase: string): Promise<MessageWallet> {
	const api = await import('@stellar/freighter-api');
	const { isConnected } = await api.isConnected();
	if (!isConnected) throw new WalletError('NO_WALLET', 'Freighter is not installed.');
	const access = await api.requestAccess();
	throwIfRefused(access);
	await assertNetwork(api, passphrase);
	const { address } = access;
	return {
		kind: 'freighter',
		address,
		async sign(envelope) {
			// On a wrong network Freighter answers as if declined, so the network is checked before each signature.
			await assertNetwork(api, passphrase);
			const signed = await api.signTransaction(envelope, { networkPassphrase: passphrase, address });
			throwIfRefused(signed);
			assertSigner(address, signed.signerAddress, signed.signedTxXdr);
			return signed.signedTxXdr;
		},
		async signMessage(text) {
			await assertNetwork(api, passphrase);
			const signed = await api.signMessage(text, { networkPassphrase: passphrase, address });
			throwIfRefused(signed);
			assertSigner(address, signed.signerAddress, signed.signedMessage);
			const { signedMessage } = signed;
			// Older extensions answer in bytes.
			return typeof signedMessage === 'string'
				? signedMessage
				: btoa(String.fromCharCode(...new Uint8Array(signedMessage!)));
		},
	};
}

function throwIfRefused(answer: Answer): void {
	if (!answer.error) return;
	const { code, message } = answer.error;
	throw new WalletError(code === declined ? 'DECLINED' : 'WALLET_ERROR', message);
}

function assertSigner(address: string, signer: string, signed: unknown): void {
	// A reloaded extension answers without an error and without a signature.
	if (!signed) throw new WalletError('WALLET_RELOAD', 'Reload this page: the wallet was restarted.');
	if (!signer || signer === address) return;
	throw new WalletError(
		'OTHER_ACCOUNT',
		'Another account signed. Choose the right one in the wallet and try again.',
	);
}

/** Compares passphrases, not names: every custom network is called STANDALONE. */
async function assertNetwork(
	api: typeof import('@stellar/freighter-api'),
	passphrase: string,
): Promise<void> {
	const details = await api.getNetworkDetails();
	throwIfRefused(details);
	if (details.networkPassphrase !== passphrase) throw new WalletError('WRONG_NETWORK', passphrase);
}
