import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import { PassaError } from './errors.ts';

const longest = 32;

export type KenyanMobileError = PassaError<'PHONE_NOT_KENYAN'>;

/** A Kenyan mobile number, written in any usual way (07…, 01…, +254…, 254…), as Safaricom wants it: 2547… or 2541….
 * Throws KenyanMobileError. */
export function kenyanMobile(text: string): string {
	const found =
		text.length <= longest
			? parsePhoneNumberFromString(text, { defaultCountry: 'KE', extract: false })
			: undefined;
	if (found?.country !== 'KE' || !found.isValid() || found.ext) {
		throw new PassaError(
			'PHONE_NOT_KENYAN',
			'That is not a Kenyan mobile number. Write it like 0712 345 678 or +254 712 345 678.',
		);
	}
	return found.number.slice(1);
}
