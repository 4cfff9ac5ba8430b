//! The two date formats of the protocol, without a calendar crate: the signed date, and the `Date` header.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: u64 = 86_400;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `time` as `yyyy-MM-ddTHH:mm:ssZ`; times before 1970 become its first second.
pub(crate) fn utc(time: SystemTime) -> String {
    let seconds = seconds(time);
    let (year, month, day) = date(seconds / DAY);
    let (hour, minute, second) = (seconds % DAY / 3600, seconds % 3600 / 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Parses an HTTP `Date` (RFC 9110: `Sun, 06 Nov 1994 08:49:37 GMT`); any other format is `None`.
pub(crate) fn http_date(text: &str) -> Option<SystemTime> {
    let [_, day, month, year, clock, "GMT"] = text.split_whitespace().collect::<Vec<_>>()[..] else { return None };
    let month = MONTHS.iter().position(|name| *name == month)?;
    let (day, year): (u64, u64) = (day.parse().ok()?, year.parse().ok()?);
    let mut parts = clock.split(':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1970..=9999).contains(&year) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days(year, u64::try_from(month).ok()? + 1, day);
    Some(UNIX_EPOCH + Duration::from_secs(days * DAY + hour * 3600 + minute * 60 + second))
}

/// By how many seconds `there` is ahead of `here`.
pub(crate) fn ahead(there: SystemTime, here: SystemTime) -> i64 {
    let seconds = |time| i64::try_from(seconds(time)).unwrap_or(i64::MAX);
    seconds(there).saturating_sub(seconds(here))
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Year, month and day of a day since 1970. Years are counted from March, so that the leap day is a year's last.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

/// The day since 1970 of a date from 1970 on.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = year - u64::from(month <= 2);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let of_era = year % 400 * 365 + year % 400 / 4 - year % 400 / 100 + of_year;
    year / 400 * 146_097 + of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> String {
        utc(UNIX_EPOCH + Duration::from_secs(seconds))
    }

    #[test]
    fn dates_are_those_that_python_gives() {
        // Made with `time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(n))`: leap days, ends of years, random instants.
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_799, "2000-02-29T23:59:59Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_078_012_799, "2004-02-28T23:59:59Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (2_147_483_648, "2038-01-19T03:14:08Z"),
            (1_767_323_045, "2026-01-02T03:04:05Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (1_013_818_839, "2002-02-16T00:20:39Z"),
            (1_302_657_532, "2011-04-13T01:18:52Z"),
            (443_094_727, "1984-01-16T09:52:07Z"),
            (3_097_603_021, "2068-02-27T21:17:01Z"),
            (1_701_057_193, "2023-11-27T03:53:13Z"),
            (2_056_767_043, "2035-03-06T04:10:43Z"),
            (665_600_858, "1991-02-03T17:07:38Z"),
            (386_977_619, "1982-04-06T21:46:59Z"),
            (285_680_177, "1979-01-20T11:36:17Z"),
            (85_114_131, "1972-09-12T02:48:51Z"),
            (1_724_820_278, "2024-08-28T04:44:38Z"),
            (2_359_662_950, "2044-10-09T21:55:50Z"),
            (3_942_586_889, "2094-12-07T19:01:29Z"),
            (1_242_859_370, "2009-05-20T22:42:50Z"),
            (3_437_916_671, "2078-12-10T16:51:11Z"),
            (3_286_348_376, "2074-02-20T10:32:56Z"),
            (252_746_182, "1978-01-04T07:16:22Z"),
            (953_174_252, "2000-03-16T02:37:32Z"),
            (2_234_840_151, "2040-10-26T04:55:51Z"),
            (2_305_023_086, "2043-01-16T12:11:26Z"),
        ] {
            assert_eq!(at(seconds), expected);
        }
    }

    #[test]
    fn every_day_until_2400_follows_the_day_before() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for since in 0..days(2400, 1, 1) {
            assert_eq!(date(since), (year, month, day));
            assert_eq!(days(year, month, day), since);
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 if leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            day += 1;
            if day > length {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
    }

    #[test]
    fn a_date_header_is_read_and_anything_else_is_not() {
        let expected = UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(expected));
        for other in ["", "soon", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1960 08:49:37 GMT", "1994-11-06T08:49:37Z"]
        {
            assert_eq!(http_date(other), None, "{other}");
        }
        assert_eq!(ahead(expected, expected + Duration::from_secs(90)), -90);
    }
}
