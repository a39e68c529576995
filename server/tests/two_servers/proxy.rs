//! Stands between us and a controller, on the controller's own address (which its certificate names) and another
//! port. Counts who comes, and can be cut.

use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

pub struct Proxy {
    pub address: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    is_cut: AtomicBool,
    count: AtomicUsize,
    open: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    pub fn to(host: &str) -> Self {
        let listener = TcpListener::bind((host, 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let shared = Arc::new(Shared::default());
        let (target, carried) = ((host.to_owned(), 636), shared.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // closed at once where it is cut
                if !carried.is_cut.load(Ordering::SeqCst) {
                    carried.count.fetch_add(1, Ordering::SeqCst);
                    carry(client, TcpStream::connect(&target).unwrap(), &carried);
                }
            }
        });
        Self { address, shared }
    }

    /// Connections so far.
    pub fn count(&self) -> usize {
        self.shared.count.load(Ordering::SeqCst)
    }
    /// Closes every connection, and each new one.
    pub fn cut(&self) {
        self.shared.is_cut.store(true, Ordering::SeqCst);
        for stream in self.shared.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
    pub fn mend(&self) {
        self.shared.is_cut.store(false, Ordering::SeqCst);
    }
}

fn carry(client: TcpStream, server: TcpStream, shared: &Shared) {
    let (there, back) = ((client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client));
    shared.open.lock().unwrap().extend([there.0.try_clone().unwrap(), back.0.try_clone().unwrap()]);
    for (mut from, mut to) in [there, back] {
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
}
