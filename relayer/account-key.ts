import { Keypair, xdr } from '@stellar/stellar-sdk';

/** The ledger key (base64) of an account. */
export const accountKey = (address: string): string =>
	xdr.LedgerKey.account(
		new xdr.LedgerKeyAccount({ accountId: Keypair.fromPublicKey(address).xdrAccountId() }),
	).toXdr('base64');
