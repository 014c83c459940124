import type { Bucket } from '#lib/organizer/sales-series.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { dateOf, timeOf } from '#lib/text/time.ts';

/** "Wed, 25 Nov", or "14:00" of an hour. */
export const bucketLabel = (at: string, bucket: Bucket): string =>
	bucket === 'hour' ? timeOf(at, getLocale()) : dateOf(at, getLocale());

/** A single hour also names its day. */
export const bucketName = (at: string, bucket: Bucket): string =>
	bucket === 'hour' ? `${dateOf(at, getLocale())}, ${timeOf(at, getLocale())}` : dateOf(at, getLocale());
