import * as m from '#lib/paraglide/messages.js';
import type { PictureErrorCode } from '#platform/client.ts';
import { type AccountWordedCode, accountWords } from '../account/account-words.ts';
import { entryOf } from '../text/entry-of.ts';
import type { Fault } from '../text/failure.ts';

const words = {
	PICTURE_IS_SVG: m.picerr_IS_SVG,
	PICTURE_IS_HEIC: m.picerr_IS_HEIC,
	PICTURE_MOVES: m.picerr_MOVES,
	PICTURE_UNKNOWN_TYPE: m.picerr_UNKNOWN_TYPE,
	PICTURE_NOT_ONLY_PICTURE: m.picerr_NOT_ONLY_PICTURE,
	PICTURE_TOO_HEAVY: m.picerr_TOO_HEAVY,
	PICTURE_EMPTY: m.picerr_EMPTY,
	PICTURE_TOO_SMALL: m.picerr_TOO_SMALL,
	PICTURE_TOO_LARGE: m.picerr_TOO_LARGE,
	PICTURE_DAMAGED: m.picerr_DAMAGED,
	PICTURE_NOT_FOUND: m.picerr_NOT_FOUND,
	PICTURES_BUSY: m.picerr_BUSY,
	TOO_MANY_PICTURES: m.picerr_TOO_MANY,
	CROP_OUTSIDE: m.picerr_CROP_OUTSIDE,
} satisfies Record<Exclude<PictureErrorCode, AccountWordedCode>, () => string> & Record<string, () => string>;

/** Why a picture was not accepted, and what to do. */
export const pictureWords = ({ code, message }: Fault): string =>
	entryOf(words, code)?.() ?? accountWords({ code, message });
