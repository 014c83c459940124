import { constants, publicEncrypt, X509Certificate } from 'node:crypto';
import { nairobiTime } from '#shared/nairobi.ts';

/** Daraja's SecurityCredential: base64 of the initiator's password under the certificate's key, PKCS#1 v1.5. */
export function securityCredential(password: string, certificatePem: string): string {
	const key = new X509Certificate(certificatePem).publicKey;
	return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(password)).toString(
		'base64',
	);
}

/** base64(shortcode + passkey + timestamp); the timestamp only has to equal the one sent beside it. */
export const stkPassword = (shortcode: string, passkey: string, timestamp: string): string =>
	Buffer.from(`${shortcode}${passkey}${timestamp}`).toString('base64');

/** YYYYMMDDHHmmss in Nairobi, three hours ahead of UTC all year. */
export const timestampOf = (now: number): string => nairobiTime(now).replace(/[-T:]/g, '');
