import { randomUUID } from 'node:crypto';
import type { JWK } from 'jose';
import { phoneMark } from './phone-mark.server.ts';
import { textsIn, tokenSigner, tokenVerifier } from './signed-token.server.ts';

/** The cookie that holds a browser's device token; the header by which the web passes it on to the relayer. */
export const deviceCookie = 'passa.device';
export const deviceHeader = 'x-passa-device';

/**
 * A browser, by a random id that the platform signed. A browser may drop it and get another one, so it is only counted,
 * and never opens anything. `phones` marks numbers and addresses whose codes it showed.
 */
export type Device = { id: string; phones: string[] };

/** The longest that browsers keep a cookie. */
export const deviceSeconds = 400 * 86_400;
const mostPhones = 5;

export const newDevice = (): Device => ({ id: randomUUID(), phones: [] });

export const knows = ({ id, phones }: Device, contact: string): boolean =>
	phones.includes(phoneMark(id, contact));

/** The device once it has shown a code that was sent to this number or address. */
export function withContact(device: Device, contact: string): Device {
	const mark = phoneMark(device.id, contact);
	const others = device.phones.filter((each) => each !== mark);
	return { id: device.id, phones: [mark, ...others].slice(0, mostPhones) };
}

export async function deviceSigner(
	privateJwk: JWK,
): Promise<(device: Device, now: number) => Promise<string>> {
	const sign = await tokenSigner(privateJwk, 'passa:device');
	return ({ id, phones }, now) => sign({ subject: id, claims: { phones }, seconds: deviceSeconds }, now);
}

/** Null for a token that the platform did not sign. */
export type VerifyDevice = (token: string) => Promise<Device | null>;

export async function deviceVerifier(publicJwk: JWK, now?: () => number): Promise<VerifyDevice> {
	const verify = await tokenVerifier(publicJwk, 'passa:device', now);
	return async (token) => {
		const found = await verify(token);
		return found && { id: found.sub, phones: textsIn(found.phones) };
	};
}
