import { generateKeyPairSync, sign } from 'node:crypto';

/** Made once in a process, which tests start many simulators in: a key takes 50 ms. */
let pair: ReturnType<typeof newPair> | undefined;
const newPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A self-signed X.509 certificate (RFC 5280) over the process's RSA key, both PEM. */
export function mintCertificate(now: number): { certificatePem: string; privateKeyPem: string } {
	pair ??= newPair();
	const { publicKey, privateKey } = pair;
	// sha256WithRSAEncryption, 1.2.840.113549.1.1.11
	const algorithm = sequence(Buffer.from('06092a864886f70d01010b0500', 'hex'));
	// commonName, 2.5.4.3
	const common = sequence(Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('Passa M-Pesa simulator')));
	const name = sequence(der(0x31, common));
	const year = 365 * 86_400_000;
	const body = sequence(
		der(0xa0, Buffer.from('020102', 'hex')),
		Buffer.from('020101', 'hex'),
		algorithm,
		name,
		sequence(utc(now - 86_400_000), utc(now + year)),
		name,
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]));
	const base64 = sequence(body, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
	return {
		certificatePem: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
		privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
	};
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, Buffer.concat(parts));

function der(tag: number, content: Buffer): Buffer {
	const { length } = content;
	const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.of(tag, ...size), content]);
}

/** UTCTime: YYMMDDHHMMSSZ. */
const utc = (at: number): Buffer =>
	der(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`));
