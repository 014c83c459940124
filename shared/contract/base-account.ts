import { MuxedAccount, StrKey } from '@stellar/stellar-sdk';

/** Who signs for an address: without the id that payments to it carry. */
export const baseAccount = (address: string): string =>
	StrKey.isValidMed25519PublicKey(address)
		? MuxedAccount.fromAddress(address, '0').baseAccount().accountId()
		: address;
