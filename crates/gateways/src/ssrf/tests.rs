use std::net::IpAddr;

use super::*;

fn client(allow: &str) -> GuardedClient {
    let config = ClientConfig { allow: allow.parse().unwrap(), ..ClientConfig::default() };
    GuardedClient::new(config).unwrap()
}

#[test]
fn addresses_that_are_not_the_public_internet_are_special() {
    let table = [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255",
        "192.175.48.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "100:0:0:1::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2606:4700:4700::5efe:7f00:1",
        "2606:4700:4700:0:200:5efe:a00:1",
        "2620:4f:8000::1",
        "3fff::1",
        "3fff:fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fd12:3456::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ];
    for text in table {
        assert!(is_special(text.parse().unwrap()), "{text} must be special");
    }
}

#[test]
fn ordinary_public_addresses_are_not_special() {
    let table = [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2003::1",
        "2606:4700:4700::1111",
        "2a00:1450::1",
        "2620:4f:8001::1",
        "2606:4700:4700:0:100:5efe:a00:1",
        "3ffe::1",
        "3fff:1000::1",
    ];
    for text in table {
        assert!(!is_special(text.parse().unwrap()), "{text} must be ordinary");
    }
}

#[test]
fn an_exempt_network_is_permitted_and_its_neighbours_are_not() {
    let allow: AllowList = "10.1.0.0/16, ::1 127.0.0.1".parse().unwrap();
    let permits = |text: &str| allow.permits(text.parse::<IpAddr>().unwrap());
    for address in ["10.1.2.3", "::1", "127.0.0.1", "::ffff:10.1.2.3", "8.8.8.8"] {
        assert!(permits(address), "{address}");
    }
    for address in ["10.2.0.1", "127.0.0.2", "::", "fe80::1", "::ffff:10.2.0.1"] {
        assert!(!permits(address), "{address}");
    }
}

#[test]
fn a_list_with_a_word_in_it_names_the_word() {
    assert_eq!("".parse::<AllowList>(), Ok(AllowList::default()));
    let error = "10.0.0.0/8,localhost".parse::<AllowList>().unwrap_err();
    assert_eq!(error.to_string(), "\"localhost\" is neither an IP address nor a network such as 10.0.0.0/8");
}

#[test]
fn every_spelling_of_a_forbidden_address_is_refused_before_sending() {
    let table = [
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://127。0。0。1/",
        "http://①②⑦.0.0.1/",
        "http://%31%32%37.0.0.1/",
        "http://user@127.0.0.1:8080/",
        "http://8.8.8.8@127.0.0.1/",
        "http:\\\\127.0.0.1\\",
        "http:127.0.0.1",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0/",
        "http://[::]/",
        "http://017700000001/",
        "http://0x7F.0.0.0x1/",
        "http://127.0x1/",
        "http://0251.0xfe.0251.0376/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:65535/",
        "http://example.com:80@127.0.0.1/",
        "http://user:p%40ss@[::1]:80/",
        "http://[::127.0.0.1]/",
        "http://[0:0:0:0:0:ffff:169.254.169.254]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://１２７.0.0.1/",
        "\thttp://127.0.0.1\n",
    ];
    let client = client("");
    for url in table {
        assert!(
            matches!(client.check(url), Err(GuardError::Forbidden)),
            "{url} gave {:?}",
            client.check(url)
        );
    }
}

#[test]
fn only_http_and_https_urls_with_a_host_are_called() {
    let client = client("");
    for url in ["ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "javascript:alert(1)"] {
        assert!(matches!(client.check(url), Err(GuardError::Scheme)), "{url}");
    }
    for url in
        ["", "/callback", "example.com", "http://", "https:///", "http://exa mple.com/", "http://1.2.3.4.5/"]
            .into_iter()
            // A zone is a matter of one machine; one more and one less than an IPv4 address has.
            .chain([
                "http://[fe80::1%25eth0]/",
                "http://[fe80::1%eth0]/",
                "http://256.0.0.1/",
                "http://4294967296/",
            ])
            .chain(["http://127.0.0.1:65536/", "http://0x100000000/", "http://[::1/", "http://[127.0.0.1]/"])
    {
        assert!(client.check(url).is_err(), "{url}");
    }
    for url in ["http://example.com", "https://user:secret@example.com:8443/a?b=c#d", "http://8.8.8.8/"] {
        assert!(client.check(url).is_ok(), "{url}");
    }
}

#[test]
fn an_error_never_shows_the_url() {
    let error = client("").check("http://user:secret@127.0.0.1/token").unwrap_err();
    assert_eq!(error.to_string(), "the URL's host is a special-purpose address, which is not called");
    assert!(!format!("{error:?}").contains("secret"));
}
