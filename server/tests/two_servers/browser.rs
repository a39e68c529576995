//! A browser without scripts behind a load balancer that sends each request to the other server.

use crate::servers::{ORIGIN, Pair};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

/// So long a server works on a form before it is killed: no answer goes out sooner than 25 ms after its form.
const AT_WORK: Duration = Duration::from_millis(15);

pub const NEW_PASSWORD: &str = "Quiet Harbour Violin 7!";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Balance {
    ByTurns,
    Always(usize),
}

pub struct Browser<'a> {
    pair: &'a Pair,
    balance: Balance,
    cookies: Vec<(String, String)>,
    /// Limits of one test do not count for the next.
    address: String,
    page: String,
    /// Where the last redirect led.
    pub location: String,
    /// How many each server has answered.
    pub answered: [usize; 2],
    /// Who answered last.
    last: Option<usize>,
    /// Who answered the last form.
    posted_to: usize,
    kill_before: Option<usize>,
    kill_during: Option<usize>,
    forms: usize,
}

impl<'a> Browser<'a> {
    pub fn of(pair: &'a Pair) -> Self {
        static COUNT: AtomicU8 = AtomicU8::new(1);
        Self {
            pair,
            balance: Balance::ByTurns,
            cookies: Vec::new(),
            address: format!("198.51.100.{}", COUNT.fetch_add(1, Ordering::Relaxed)),
            page: String::new(),
            location: String::new(),
            answered: [0; 2],
            last: None,
            posted_to: 0,
            kill_before: None,
            kill_during: None,
            forms: 0,
        }
    }
    /// Another one, which is always answered by this server.
    pub fn only(pair: &'a Pair, server: usize) -> Self {
        Self { balance: Balance::Always(server), ..Self::of(pair) }
    }
    /// The same with its cookies, which is always answered by this server.
    pub fn copy(&self, server: usize) -> Self {
        Self { cookies: self.cookies.clone(), ..Self::only(self.pair, server) }
    }

    /// Before its request of this number, counted from 0, the server that answered last is killed.
    pub fn kills_before(&mut self, request: usize) {
        self.kill_before = Some(request);
    }
    /// While a server works on its form of this number, counted from 0, it is killed.
    pub fn kills_during(&mut self, form: usize) {
        self.kill_during = Some(form);
    }
    pub fn has_killed(&self) -> bool {
        self.kill_before.is_none() && self.kill_during.is_none()
    }
    /// Which server was sent the last form.
    pub fn wrote(&self) -> usize {
        self.posted_to
    }

    pub fn offers(&self, method: &str) -> bool {
        self.page.contains(&format!("value=\"{method}\""))
    }

    pub fn get(&mut self, path: &str) {
        path.clone_into(&mut self.location);
        self.request("GET", path, "");
        while let Some(next) = self.redirected() {
            self.request("GET", &next, "");
        }
        assert!(self.page.starts_with("HTTP/1.1 200"), "{path}: {}", self.page);
    }

    /// Sends a form of the page that is open, and opens the page that it leads to.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) {
        let version = self.page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let version = version.map(str::to_owned).unwrap_or_default();
        let mut fields = fields.to_vec();
        fields.push(("version", &version));
        self.submit(path, &fields);
        if self.page.is_empty() {
            // no answer: opened again, it is the page where one stands
            return self.get(if self.cookies.is_empty() { "/recover" } else { "/recover/methods" });
        }
        let next = self.redirected().unwrap_or_else(|| panic!("{path} answered {}", self.page));
        self.get(&next);
    }

    /// To the account page, as its form does without scripts.
    pub fn sign_in(&mut self, name: &str, password: &str) {
        self.submit("/api/account/sign-in", &[("name", name), ("password", password)]);
        self.redirected();
    }

    fn submit(&mut self, path: &str, fields: &[(&str, &str)]) {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        self.request("POST", path, &body.join("&"));
        self.posted_to = self.last.unwrap();
    }

    fn redirected(&mut self) -> Option<String> {
        let status = self.page.split(' ').nth(1)?;
        let next = self.header("location").filter(|_| status.starts_with('3'))?;
        next.strip_prefix(ORIGIN).unwrap_or(&next).clone_into(&mut self.location);
        Some(self.location.clone())
    }

    pub fn heading(&self) -> String {
        let inside = self.page.split("<h1").nth(1).and_then(|rest| rest.split("</h1>").next()).unwrap_or_default();
        let text = inside.split_once('>').map_or("", |(_, text)| text);
        text.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
    }

    fn header(&self, name: &str) -> Option<String> {
        self.headers(name).into_iter().next()
    }
    fn headers(&self, name: &str) -> Vec<String> {
        let head = self.page.split("\r\n\r\n").next().unwrap_or_default();
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).collect()
    }

    fn request(&mut self, method: &str, path: &str, body: &str) {
        if self.kill_before == Some(self.answered.iter().sum()) {
            self.kill_before = None;
            self.pair.kill(self.last.unwrap());
        }
        let wanted = match self.balance {
            Balance::Always(server) => server,
            Balance::ByTurns => self.last.map_or(0, |last| 1 - last),
        };
        // a load balancer leaves out who is away
        let server = if self.pair.address(wanted).is_some() { wanted } else { 1 - wanted };
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: reset.example.com\r\nOrigin: {ORIGIN}\r\nAccept: text/html\r\n\
             X-Forwarded-For: {}\r\nX-Forwarded-Proto: https\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            cookies.join("; "),
            body.len(),
        );
        let mut stream = TcpStream::connect(self.pair.address(server).unwrap()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        if method == "POST" {
            if self.kill_during == Some(self.forms) {
                self.kill_during = None;
                std::thread::sleep(AT_WORK);
                self.pair.kill(server);
            }
            self.forms += 1;
        }
        let mut answer = Vec::new();
        // of a server that was killed there is none
        let _cut = stream.read_to_end(&mut answer);
        self.page = String::from_utf8_lossy(&answer).into_owned();
        self.answered[server] += 1;
        self.last = Some(server);
        for set in self.headers("set-cookie") {
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

fn escaped(value: &str) -> String {
    value
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
